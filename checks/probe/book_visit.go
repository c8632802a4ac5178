package probe

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"

	"fix502/checks"
	"fix502/checks/catalog"
)

// maxPerName is how many addresses of one name are tried.
const maxPerName = 2

// visit asks one host that is not the target, at the addresses that the book knows.
func (b *Book) visit(ctx context.Context, t *checks.Task, h catalog.Host) checks.HostFact {
	req := requestFor(h)
	fact := hostFact(h, req)
	tries, _ := b.reach(ctx, t, req) // without an address there is no attempt, which says it
	for _, try := range tries {
		fact.Attempts = append(fact.Attempts, try.Fact)
	}
	return fact
}

// requestFor is the exchange that a host of the catalogue asks for.
func requestFor(h catalog.Host) exchangeRequest {
	return exchangeRequest{Scheme: h.Scheme, Host: h.Host, Port: h.Port, Path: h.Path, Expect: h.Expect}.filled()
}

func hostFact(h catalog.Host, req exchangeRequest) checks.HostFact {
	return checks.HostFact{
		Host: h.Host, Port: req.Port, Scheme: req.Scheme, Path: req.Path,
		Expect: h.Expect, Required: h.IsRequired(), Attempts: []checks.AttemptFact{},
	}
}

// exchangeAny asks a host until one of its addresses answers. The error is that
// of the last try.
func (b *Book) exchangeAny(ctx context.Context, t *checks.Task, req exchangeRequest) (exchangeAnswer, error) {
	tries, err := b.reach(ctx, t, req)
	if err != nil {
		return exchangeAnswer{}, err
	}
	last := tries[len(tries)-1]
	return last, last.Err
}

// reach asks a host at its addresses, one after the other, until one takes the
// connection. Where the configured resolvers' addresses do not serve the name,
// the catalogue's resolvers are asked for others: a wrong answer must not hide
// what the checks themselves need. Without an error there is at least one try.
func (b *Book) reach(ctx context.Context, t *checks.Task, req exchangeRequest) ([]exchangeAnswer, error) {
	known, err := b.entry(ctx, t, req.Host)
	if err != nil {
		return nil, err
	}
	if b.pace != nil {
		req.Pace = b.pace
	}
	tries := inTurn(ctx, t, req, known)
	if known.from != checks.FromSystem {
		return tries, nil
	}
	asked := slices.Clone(known.addrs)
	for _, secretly := range []bool{false, true} { // plain answers may be changed on the way too
		last := tries[len(tries)-1].Fact
		if last.Stage != stageTCP && last.Stage != stageTLS || ctx.Err() != nil {
			break
		}
		other := b.elsewhere(ctx, t, canonical(req.Host), secretly)
		if len(other.addrs) == 0 {
			break
		}
		other.addrs = slices.DeleteFunc(slices.Clone(other.addrs), func(a netip.Addr) bool { return slices.Contains(asked, a) })
		asked = append(asked, other.addrs...)
		tries = append(tries, inTurn(ctx, t, req, other)...)
	}
	return tries, nil
}

func inTurn(ctx context.Context, t *checks.Task, req exchangeRequest, known entry) []exchangeAnswer {
	var tries []exchangeAnswer
	for _, addr := range oneOfEach(known.addrs) {
		req.Addr = addr
		got := exchange(ctx, t, req)
		got.Fact.From, got.Fact.Used = []string{known.from}, known.from != checks.FromAlternates
		tries = append(tries, got)
		if got.Fact.Stage != stageTCP {
			break
		}
	}
	return tries
}

// oneOfEach picks the first IPv4 and the first IPv6 address.
func oneOfEach(addrs []netip.Addr) []netip.Addr {
	var picked []netip.Addr
	for _, a := range addrs {
		if len(picked) == 0 || len(picked) < maxPerName && picked[0].Is4() != a.Is4() {
			picked = append(picked, a)
		}
	}
	return picked
}

// dialThroughBook connects to a name or address by way of the book.
func (b *Book) dialThroughBook(t *checks.Task) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, _, address string) (net.Conn, error) {
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, fmt.Errorf("reading an address: %w", err)
		}
		addrs, err := b.Lookup(ctx, t, host)
		if err != nil {
			return nil, err
		}
		for _, addr := range oneOfEach(addrs) {
			var conn net.Conn
			if conn, err = connectStream(ctx, t, b.pace, net.JoinHostPort(addr.String(), port)); err == nil {
				return conn, nil
			}
		}
		return nil, err
	}
}
