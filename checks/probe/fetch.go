package probe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"fix502/checks"
)

// maxRedirects is how many redirects are followed where they are followed at all.
const maxRedirects = 4

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
