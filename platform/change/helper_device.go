package change

import (
	"context"
	"errors"
	"slices"

	"fix502/platform"
)

// withoutArguments makes a verb of something that takes none.
func withoutArguments(do func(p Privileged, ctx context.Context) error) func(args []string) (action, error) {
	return func(args []string) (action, error) {
		if len(args) > 0 {
			return nil, errArguments
		}
		return func(ctx context.Context, p Privileged) error { return nothing(do(p, ctx)) }, nil
	}
}

// switchHosts is the verbs that switch lines of the hosts file off, and on again.
func switchHosts(off bool) func(args []string) (action, error) {
	return func(args []string) (action, error) {
		var orders []platform.HostsOrder
		for _, arg := range args {
			o, err := platform.ParseHostsArg(arg)
			if err != nil {
				return nil, errors.Join(errArguments, err)
			}
			if slices.ContainsFunc(orders, func(other platform.HostsOrder) bool { return other.Number == o.Number }) {
				return nil, errArguments
			}
			orders = append(orders, o)
		}
		if len(orders) == 0 {
			return nil, errArguments
		}
		return func(ctx context.Context, p Privileged) error { return nothing(p.EditHosts(ctx, orders, off)) }, nil
	}
}

// macProxy is the verb that switches proxies of a Mac.
func macProxy(args []string) (action, error) {
	var orders []platform.MacProxyOrder
	for _, arg := range args {
		o, err := platform.ParseMacProxyArg(arg)
		if err != nil {
			return nil, errors.Join(errArguments, err)
		}
		orders = append(orders, o)
	}
	if len(orders) == 0 {
		return nil, errArguments
	}
	return func(ctx context.Context, p Privileged) error { return p.MacProxies(ctx, orders) }, nil
}
