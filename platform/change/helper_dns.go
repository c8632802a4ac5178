package change

import (
	"context"
	"errors"

	"fix502/platform"
)

// tryDNS is the verb that sets servers on trial: a token's path, then settings.
func tryDNS(args []string) (action, error) {
	if len(args) < 2 || platform.CheckToken(args[0]) != nil {
		return nil, errArguments
	}
	want, err := dnsArguments(args[1:])
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, p Privileged) error { return p.TryDNS(ctx, want, args[0]) }, nil
}

// setDNS is the verb that sets servers for good, which is how they are put back.
func setDNS(args []string) (action, error) {
	want, err := dnsArguments(args)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, p Privileged) error { return p.PutDNS(ctx, want) }, nil
}

// dnsArguments reads settings, each of another connection or family.
func dnsArguments(args []string) ([]platform.DNSSetting, error) {
	if len(args) == 0 || len(args) > dnsLines {
		return nil, errArguments
	}
	var want []platform.DNSSetting
	for _, arg := range args {
		d, err := platform.ParseDNSArg(arg)
		if err != nil {
			return nil, errors.Join(errArguments, err)
		}
		if _, again := d.In(want); again {
			return nil, errArguments
		}
		want = append(want, d)
	}
	return want, nil
}
