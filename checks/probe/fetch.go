package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"

	"fix502/checks"
	"fix502/checks/catalog"
)

// maxRedirects is how many redirects are followed where they are followed at all.
const maxRedirects = 4

// maxPerName is how many addresses of one name are tried.
const maxPerName = 2

// fetchRequest is a page that the checks themselves need.
type fetchRequest struct {
	URL    string
	Header map[string]string // sent in addition: If-None-Match …
	Limit  int               // bytes of the body; more is checks.ErrTooLarge. 0 means bodyLimit
	Follow bool              // follow up to maxRedirects redirects, to https only
	Proxy  bool              // where the direct way brings no answer, take the proxy that this computer has for the address
}

// fetchAnswer is a page.
type fetchAnswer struct {
	URL    string // of the page itself, after redirects
	Status int
	Header http.Header
	Body   []byte
	Proxy  string // host of the proxy that it came through, "" for none
}

// errRedirect is a redirect that is not followed: too many, or not to https.
var errRedirect = errors.New("redirect not followed")

// fetch gets a page. An answer of any status is no error; checks.Explain tells
// what an error means.
func (b *Book) fetch(ctx context.Context, t *checks.Task, req fetchRequest) (fetchAnswer, error) {
	address := req.URL
	for range maxRedirects + 1 {
		answer, err := b.fetchOnce(ctx, t, address, req)
		if err != nil {
			return answer, fmt.Errorf("getting %s: %w", hostOf(address), err)
		}
		next := answer.Header.Get("Location")
		if !req.Follow || next == "" || answer.Status < 300 || answer.Status > 399 {
			return answer, nil
		}
		if address, err = redirect(address, next); err != nil {
			return answer, err
		}
	}
	return fetchAnswer{}, fmt.Errorf("getting %s: too many times: %w", hostOf(req.URL), errRedirect)
}

func redirect(from, to string) (string, error) {
	base, err := url.Parse(from)
	if err != nil {
		return "", fmt.Errorf("reading an address: %w", err)
	}
	next, err := base.Parse(to)
	if err != nil {
		return "", fmt.Errorf("reading a redirect: %w", err)
	}
	if next.Scheme != "https" {
		return "", fmt.Errorf("to %s: %w", next.Scheme, errRedirect)
	}
	return next.String(), nil
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "an address that cannot be read"
	}
	return u.Hostname()
}

// fetchOnce gets one page without following redirects: directly, and through the
// proxy where the direct way fails and a proxy is wanted.
func (b *Book) fetchOnce(ctx context.Context, t *checks.Task, address string, req fetchRequest) (fetchAnswer, error) {
	target, err := splitURL(address)
	if err != nil {
		return fetchAnswer{}, err
	}
	target.Header, target.Limit = req.Header, req.Limit
	got, err := b.exchangeAny(ctx, t, target)
	if err == nil && got.Cut {
		err = checks.ErrTooLarge
	}
	if err == nil || errors.Is(err, checks.ErrTooLarge) || !req.Proxy || ctx.Err() != nil {
		return fetchAnswer{URL: address, Status: got.Fact.Status, Header: got.Header, Body: got.Body}, err
	}
	proxy, perr := t.Host.ProxyFor(ctx, address)
	if perr != nil || proxy == "" {
		return fetchAnswer{}, err
	}
	answer, perr := b.fetchThrough(ctx, t, proxy, address, req)
	if perr != nil {
		return fetchAnswer{}, errors.Join(err, perr)
	}
	return answer, nil
}

// exchangeAny tries the addresses of the host, one after the other, until one answers.
func (b *Book) exchangeAny(ctx context.Context, t *checks.Task, req exchangeRequest) (exchangeAnswer, error) {
	addrs, err := b.Lookup(ctx, t, req.Host)
	if err != nil {
		return exchangeAnswer{}, err
	}
	var got exchangeAnswer
	for _, addr := range oneOfEach(addrs) {
		req.Addr = addr
		if got = exchange(ctx, t, req); got.Err == nil || got.Fact.Stage != stageTCP {
			break
		}
	}
	return got, got.Err
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

// splitURL makes a request of an http or https URL.
func splitURL(address string) (exchangeRequest, error) {
	u, err := url.Parse(address)
	if err != nil {
		return exchangeRequest{}, fmt.Errorf("reading an address: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return exchangeRequest{}, fmt.Errorf("reading an address: %w", errors.ErrUnsupported)
	}
	req := exchangeRequest{Scheme: u.Scheme, Host: u.Hostname(), Path: u.RequestURI()}
	if u.Port() != "" {
		port, err := strconv.ParseUint(u.Port(), 10, 16)
		if err != nil {
			return exchangeRequest{}, fmt.Errorf("reading a port: %w", err)
		}
		req.Port = int(port)
	}
	return req.filled(), nil
}

// requestFor is the exchange that a host of the catalogue asks for.
func requestFor(h catalog.Host) exchangeRequest {
	return exchangeRequest{Scheme: h.Scheme, Host: h.Host, Port: h.Port, Path: h.Path, Expect: h.Expect}.filled()
}

// visit asks one host that is not the target: its first IPv4 address, and its
// first IPv6 address where that cannot be reached.
func (b *Book) visit(ctx context.Context, t *checks.Task, h catalog.Host) checks.HostFact {
	req := requestFor(h)
	fact := hostFact(h, req)
	found, err := b.entry(ctx, t, h.Host)
	if err != nil {
		return fact
	}
	for _, addr := range oneOfEach(found.addrs) {
		req.Addr = addr
		got := exchange(ctx, t, req)
		got.Fact.From, got.Fact.Used = []string{found.from}, found.from != checks.FromAlternates
		fact.Attempts = append(fact.Attempts, got.Fact)
		if got.Fact.Stage != stageTCP {
			break
		}
	}
	return fact
}

func hostFact(h catalog.Host, req exchangeRequest) checks.HostFact {
	return checks.HostFact{
		Host: h.Host, Port: req.Port, Scheme: req.Scheme, Path: req.Path,
		Expect: h.Expect, Required: h.IsRequired(), Attempts: []checks.AttemptFact{},
	}
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
			if conn, err = t.Dial(ctx, "tcp", net.JoinHostPort(addr.String(), port)); err == nil {
				return conn, nil
			}
		}
		return nil, err
	}
}
