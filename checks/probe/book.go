package probe

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
)

const (
	// bookHeadStart is how long the configured resolvers are waited for in silence
	// before others are asked too.
	bookHeadStart = 400 * time.Millisecond
	// bookPatience is how long AAAA is waited for once A is there, or the other way
	// round (RFC 8305, Resolution Delay).
	bookPatience = 50 * time.Millisecond
	// bookLimit bounds one look-up: head starts, two tries and a DoH exchange.
	bookLimit = 4 * time.Second
)

// Book finds the addresses of names that the checks themselves need: status
// pages, controls, canaries, portals. It works where the configured resolvers
// don't, so that one broken part does not hide the others. It remembers what it
// found and lives as long as its plan.
type Book struct {
	catalogue []catalog.Resolver
	pace      *pace // what this line's round trips take; may be nil
	names     shared[entry]
	others    shared[entry] // what only the catalogue's resolvers say
	secrets   shared[entry] // what they say over encryption
	resolvers shared[[]platform.Resolver]
	pins      shared[map[string][]netip.Addr]
}

// entry is what the book knows about a name.
type entry struct {
	addrs []netip.Addr // IPv4 first
	from  string       // checks.FromHostsFile …
}

func newBook(s Setup) *Book {
	b := &Book{pace: s.pace}
	if s.Catalog != nil {
		b.catalogue = s.Catalog.Resolvers
	}
	return b
}

// Lookup returns the addresses of a name, IPv4 first. Literal addresses pass
// through, the hosts file comes next, then whoever answers first. An error for
// which checks.Explain says FailNoAddress means that nobody knows any.
func (b *Book) Lookup(ctx context.Context, t *checks.Task, name string) ([]netip.Addr, error) {
	e, err := b.entry(ctx, t, name)
	return slices.Clone(e.addrs), err
}

func (b *Book) entry(ctx context.Context, t *checks.Task, name string) (entry, error) {
	name = canonical(name)
	if addr, literal := literalAddr(name); literal {
		return entry{addrs: []netip.Addr{addr}, from: checks.FromLiteral}, nil
	}
	return b.names.get(ctx, name, func() (entry, error) { return b.find(ctx, t, name) })
}

// canonical is the form in which host names are compared and remembered.
func canonical(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

// literalAddr reads a name that is an address itself, in brackets or without.
func literalAddr(name string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(name, "["), "]"))
	return addr.Unmap(), err == nil
}

// loopbackAddrs are the addresses of this computer itself.
func loopbackAddrs() []netip.Addr {
	return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
}

// isLocalhost tells whether a canonical name means this computer without asking
// anybody (RFC 6761, 6.3).
func isLocalhost(name string) bool {
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

func (b *Book) find(ctx context.Context, t *checks.Task, name string) (entry, error) {
	if pinned := b.pinned(ctx, t)[name]; len(pinned) > 0 {
		return entry{addrs: pinned, from: checks.FromHostsFile}, nil
	}
	if isLocalhost(name) {
		return entry{addrs: loopbackAddrs(), from: checks.FromSystem}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, bookLimit)
	defer cancel()
	waves := append([]wave{{from: checks.FromSystem, servers: b.configured(ctx, t, name)}}, catalogueWaves(b.catalogue)...)
	found, ok := firstAnswer(ctx, t, name, waves)
	if !ok {
		return entry{}, noAddress(name)
	}
	return found, nil
}

// elsewhere asks only the catalogue's resolvers, secretly only over encryption, and
// nobody at all for names that mean this computer.
func (b *Book) elsewhere(ctx context.Context, t *checks.Task, name string, secretly bool) entry {
	if isLocalhost(name) {
		return entry{}
	}
	memory, waves := &b.others, catalogueWaves(b.catalogue)
	if secretly {
		memory, waves = &b.secrets, waves[len(waves)-1:]
	}
	found, _ := memory.get(ctx, name, func() (entry, error) {
		ctx, cancel := context.WithTimeout(ctx, bookLimit)
		defer cancel()
		if found, ok := firstAnswer(ctx, t, name, waves); ok {
			return found, nil
		}
		return entry{}, noAddress(name)
	})
	return found
}

func noAddress(name string) error {
	return fmt.Errorf("looking up %s: %w", name, &net.DNSError{Err: "no address known", Name: name, IsNotFound: true})
}

// pinned reads the hosts file. One that cannot be read pins nothing.
func (b *Book) pinned(ctx context.Context, t *checks.Task) map[string][]netip.Addr {
	pins, _ := b.pins.get(ctx, "", func() (map[string][]netip.Addr, error) {
		_, entries, err := t.Host.HostsFile(ctx)
		byName := make(map[string][]netip.Addr)
		for _, e := range entries {
			for _, name := range e.Names {
				byName[canonical(name)] = append(byName[canonical(name)], e.Addr.Unmap())
			}
		}
		return byName, err
	})
	return pins
}

// configured lists this computer's resolvers that are responsible for a name.
func (b *Book) configured(ctx context.Context, t *checks.Task, name string) []server {
	list, _ := b.resolvers.get(ctx, "", func() ([]platform.Resolver, error) { return t.Host.Resolvers(ctx) })
	var servers []server
	for _, r := range list {
		if responsible(r, name) {
			servers = append(servers, server{addr: r.Addr, transport: checks.OverUDP})
		}
	}
	return servers
}

// responsible tells whether a resolver is asked for a name at all: some serve
// only the domain of a VPN.
func responsible(r platform.Resolver, name string) bool {
	domain := bareDomain(r.Domain)
	name = canonical(name)
	return domain == "" || name == domain || strings.HasSuffix(name, "."+domain)
}

// bareDomain is "" for a resolver that serves every name; systemd writes such a
// domain as "~.".
func bareDomain(domain string) string {
	return canonical(strings.Trim(strings.TrimPrefix(domain, "~"), "."))
}

// catalogueWaves are the catalogue's resolvers: plain ones first, then encrypted
// ones, which get through where a network answers plain questions itself.
func catalogueWaves(list []catalog.Resolver) []wave {
	plain, secret := wave{from: checks.FromAlternates}, wave{from: checks.FromAlternates}
	for _, r := range list {
		for _, w := range ways(r, true, true) {
			switch w.transport {
			case checks.OverUDP:
				plain.servers = append(plain.servers, w)
			case checks.OverDoH:
				secret.servers = append(secret.servers, w)
			}
		}
	}
	return []wave{plain, secret}
}
