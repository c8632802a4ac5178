package platform

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"fix502/platform/parse"
)

// VerbMacProxy is the verb of helper mode that switches proxies of a Mac's network
// services off and on.
const VerbMacProxy = "mac-proxy"

// MacProxyOrder is one such switch.
type MacProxyOrder struct {
	Kind    string // macWeb …
	Service string
	On      bool
}

// Arg is the order as an argument of helper mode.
func (o MacProxyOrder) Arg() string {
	state := switchOff
	if o.On {
		state = switchOn
	}
	return o.Kind + ":" + state + ":" + o.Service
}

// ParseMacProxyArg reads what Arg wrote, and nothing else.
func ParseMacProxyArg(arg string) (MacProxyOrder, error) {
	kind, rest, _ := strings.Cut(arg, ":")
	state, service, _ := strings.Cut(rest, ":")
	if !isMacSwitch(kind) || !isServiceName(service) || state != switchOn && state != switchOff {
		return MacProxyOrder{}, ErrArgument
	}
	return MacProxyOrder{Kind: kind, Service: service, On: state == switchOn}, nil
}

// macGetters and macSetters are networksetup's options for each switch.
var (
	macGetters = map[string]string{
		macWeb: "-getwebproxy", macSecure: "-getsecurewebproxy", macSocks: "-getsocksfirewallproxy",
		macScript: "-getautoproxyurl", macDiscovery: "-getproxyautodiscovery",
	}
	macSetters = map[string]string{
		macWeb: "-setwebproxystate", macSecure: "-setsecurewebproxystate", macSocks: "-setsocksfirewallproxystate",
		macScript: "-setautoproxystate", macDiscovery: "-setproxyautodiscovery",
	}
)

// readMacSwitches reads every switch of every service that is in use.
func (s *System) readMacSwitches(ctx context.Context) ([]ProxySwitch, error) {
	out, err := s.run(ctx, networkSetup, "-listnetworkserviceorder")
	if err != nil {
		return nil, err
	}
	p := ProxySwitch{Source: "macos", Values: map[string]string{}}
	for _, service := range parse.NetworkServices(out) {
		if service.Off || !isServiceName(service.Name) {
			continue
		}
		for kind, getter := range macGetters {
			said, err := s.run(ctx, networkSetup, getter, service.Name)
			if err != nil {
				return nil, err
			}
			p.Values[kind+":"+service.Name] = switchOff
			if parse.NetworkProxyOn(said) {
				p.Values[kind+":"+service.Name] = switchOn
			}
		}
	}
	return []ProxySwitch{p}, nil
}

// writeMacSwitches sets them as this user, who may if an administrator; else with
// rights, all by one question.
func (s *System) writeMacSwitches(ctx context.Context, values map[string]string) error {
	var orders []MacProxyOrder
	var args []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		kind, service, _ := strings.Cut(name, ":")
		o := MacProxyOrder{Kind: kind, Service: service, On: values[name] == switchOn}
		orders, args = append(orders, o), append(args, o.Arg())
	}
	if s.setMacProxies(ctx, orders) == nil {
		return nil
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return s.Elevate(ctx, VerbMacProxy, args...)
}

// setMacProxies sets switches of services that there are.
func (s *System) setMacProxies(ctx context.Context, orders []MacProxyOrder) error {
	out, err := s.run(ctx, networkSetup, "-listnetworkserviceorder")
	if err != nil {
		return err
	}
	services := parse.NetworkServices(out)
	for _, o := range orders {
		setter, known := macSetters[o.Kind]
		if !known || !slices.ContainsFunc(services, func(n parse.NetworkService) bool { return n.Name == o.Service }) {
			return errors.Join(ErrArgument, errOtherSystem)
		}
		state := switchOff
		if o.On {
			state = switchOn
		}
		Point(ctx, "before switching "+o.Kind)
		if _, err := s.run(ctx, networkSetup, setter, o.Service, state); err != nil {
			return err
		}
	}
	return nil
}
