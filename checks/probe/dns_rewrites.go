package probe

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"fix502/checks"
)

const (
	// rewriteGrace is how long the names that do not exist may take longer than the
	// target's: they are asked at the same moment, but nobody has them in store.
	rewriteGrace = 100 * time.Millisecond
	// inventedLeast and inventedMost are the letters of an invented name: too many
	// for anybody to have registered it.
	inventedLeast, inventedMost = 15, 20
)

// inventedZones are under whose rules no name exists that nobody registered.
var inventedZones = []string{".com", ".net"}

// inventedNames makes up names that do not exist, one in each zone.
func inventedNames() []string {
	var names []string
	for _, zone := range inventedZones {
		raw := make([]byte, 1+inventedMost)
		_, _ = rand.Read(raw) // never fails
		label := raw[1 : 1+inventedLeast+int(raw[0])%(inventedMost-inventedLeast+1)]
		for i, b := range label {
			label[i] = 'a' + b%26
		}
		names = append(names, string(label)+zone)
	}
	return names
}

// withRewrites runs the real questions to a resolver and, beside them, asks it for
// names that do not exist. They keep nobody waiting: they get rewriteGrace beyond
// replies with addresses, and nothing beyond others. What is not known by then stays
// unknown.
func withRewrites(ctx context.Context, t *checks.Task, sv server, real func() []checks.ReplyFact) (replies []checks.ReplyFact, rewrites []string) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	invented := make(chan []string, 1)
	go func() { invented <- askInvented(ctx, t, sv) }()
	replies = real()
	wait := time.Duration(0)
	if slices.ContainsFunc(replies, func(r checks.ReplyFact) bool { return len(r.Addresses) > 0 }) {
		wait = rewriteGrace
	}
	late := time.AfterFunc(wait, cancel)
	defer late.Stop()
	return replies, <-invented
}

// askInvented gives the addresses that a resolver has for names that do not exist,
// none where the names have nothing in common: some programs give every name an
// address of its own, and keep in mind what it stands for.
func askInvented(ctx context.Context, t *checks.Task, sv server) []string {
	given := sideBySide(inventedNames(), func(name string) []string {
		return ask(ctx, t, sv, name, rewriteGrace).Addresses
	})
	all := slices.Clone(given[0])
	for _, list := range given[1:] {
		if !slices.ContainsFunc(list, func(a string) bool { return slices.Contains(all, a) }) {
			return nil
		}
		for _, a := range list {
			if !slices.Contains(all, a) && len(all) < maxAddresses {
				all = append(all, a)
			}
		}
	}
	return all
}

// rewritten tells a reply that has no other addresses than those that its resolver
// gives for names that do not exist.
func rewritten(r checks.ResolverFact, reply checks.ReplyFact) bool {
	return len(reply.Addresses) > 0 && !slices.ContainsFunc(reply.Addresses, func(a string) bool { return !slices.Contains(r.Rewrites, a) })
}
