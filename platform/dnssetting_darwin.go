package platform

import "context"

func (s *System) dnsByPolicy(ctx context.Context) bool { return s.macDNSByPolicy(ctx) }

func (s *System) dnsKeys(ctx context.Context, links []dnsLink) ([]DNSSetting, error) {
	return s.macDNSKeys(ctx, links)
}

func (s *System) readDNS(ctx context.Context, d DNSSetting) (DNSSetting, error) {
	return s.macReadDNS(ctx, d)
}

func (s *System) applyDNS(ctx context.Context, want []DNSSetting) error {
	return s.macApplyDNS(ctx, want)
}
