package platform

import "context"

func (s *System) searchDomains(ctx context.Context) (Search, error) { return s.macSearch(ctx) }
