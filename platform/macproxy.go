package platform

import (
	"context"

	"fix502/platform/parse"
)

// macProxies reads macOS's own settings, those of the network in use.
func (s *System) macProxies(ctx context.Context) ([]proxySetting, error) {
	out, err := s.run(ctx, "/usr/sbin/scutil", "--proxy")
	if err != nil {
		return nil, err
	}
	m := parse.ScutilProxy(out)
	p := proxySetting{
		Proxy: Proxy{
			Source: "macos", HTTP: m.HTTP, HTTPS: m.HTTPS, SOCKS: m.SOCKS, PAC: m.PAC, Auto: m.Auto, Bypass: m.Exceptions,
		},
		bypass: bypassList{rules: m.Exceptions, dotless: m.ExcludeSimple},
	}
	if p.HTTP == "" && p.HTTPS == "" && p.SOCKS == "" && p.PAC == "" && !p.Auto {
		return nil, nil
	}
	return []proxySetting{p}, nil
}
