package platform

import "context"

func (s *System) resolvers(ctx context.Context) ([]Resolver, error) { return s.macResolvers(ctx) }
