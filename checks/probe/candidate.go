package probe

import (
	"context"
	"net/netip"
	"time"

	"fix502/checks"
)

// candidatePatience is how long a resolver that is to be switched to may take: one
// that needs longer would be no gain.
const candidatePatience = 3 * time.Second

// Candidate tells whether a resolver answers for a name at this address over UDP
// and over TCP, before this computer is made to ask it. A closed way for TCP shows
// only later, with the first long answer.
func Candidate(ctx context.Context, env checks.Env, addr netip.Addr, name string) bool {
	ctx, cancel := context.WithTimeout(ctx, candidatePatience)
	defer cancel()
	task := checks.NewTask(env, nil, nil)
	good := sideBySide([]string{checks.OverUDP, checks.OverTCP}, func(transport string) bool {
		sv := server{addr: netip.AddrPortFrom(addr, dnsPort), transport: transport}
		return len(ask(ctx, task, sv, name, candidatePatience).Addresses) > 0
	})
	return good[0] && good[1]
}
