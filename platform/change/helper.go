package change

import (
	"context"
	"errors"
	"fmt"

	"fix502/platform"
)

// Privileged is what the verbs of helper mode ask of this computer. Its methods
// work only where this process has the rights.
type Privileged interface {
	Elevated() bool // this process has the rights that helper mode is started for
	// LeaveEnvironment forgets the variables of whoever started this process.
	LeaveEnvironment()
	// TryDNS sets servers until the token says whether they are to stay; see platform.
	TryDNS(ctx context.Context, want []platform.DNSSetting, token string) error
	PutDNS(ctx context.Context, want []platform.DNSSetting) error
	EmptyCaches(ctx context.Context) error // the DNS caches that run here
	SyncClock(ctx context.Context) error
	EditHosts(ctx context.Context, orders []platform.HostsOrder, off bool) error
	MacProxies(ctx context.Context, orders []platform.MacProxyOrder) error
}

// action is a verb with its arguments, validated.
type action func(ctx context.Context, p Privileged) error

// verbs is the closed list of what helper mode does. Each turns its arguments into
// an action, or refuses them: the process that asks has fewer rights than this one,
// so nothing it says is believed.
func verbs() map[string]func(args []string) (action, error) {
	return map[string]func(args []string) (action, error){
		platform.VerbTryDNS: tryDNS,
		platform.VerbSetDNS: setDNS,

		platform.VerbFlushDNS: withoutArguments(Privileged.EmptyCaches),
		platform.VerbSetClock: withoutArguments(Privileged.SyncClock),
		platform.VerbHostsOff: switchHosts(true),
		platform.VerbHostsOn:  switchHosts(false),
		platform.VerbMacProxy: macProxy,
	}
}

// argumentLimit bounds one argument of helper mode, in bytes, and their number.
const argumentLimit, argumentsLimit = 1024, 64

// errArguments says that a verb's arguments are not of its form.
var errArguments = errors.New("arguments not of the verb's form")

// plan finds the verb and validates its arguments. Nothing is done yet.
func plan(args []string) (action, error) {
	if len(args) == 0 || len(args) > argumentsLimit {
		return nil, errArguments
	}
	for _, a := range args {
		if len(a) > argumentLimit {
			return nil, errArguments
		}
	}
	make, known := verbs()[args[0]]
	if !known {
		return nil, errArguments
	}
	return make(args[1:])
}

// Help performs one verb with rights, in a process of its own, and returns its
// exit code, one of platform's Helper codes.
func Help(ctx context.Context, p Privileged, args []string) (int, error) {
	do, err := plan(args)
	if err != nil {
		return platform.HelperRefused, fmt.Errorf("helper mode: %w", err)
	}
	if !p.Elevated() {
		return platform.HelperNoRights, errors.New("helper mode: started without rights")
	}
	p.LeaveEnvironment()
	switch err := do(ctx, p); {
	case errors.Is(err, ErrNothing):
		return platform.HelperNothing, nil
	case err != nil:
		return platform.HelperFailed, fmt.Errorf("helper mode: %w", err)
	}
	return platform.HelperDone, nil
}
