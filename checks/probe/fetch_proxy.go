package probe

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"fix502/checks"
)

// proxyLimit bounds a fetch through a proxy: two connections, two handshakes, an answer.
const proxyLimit = 6 * time.Second

// fetchThrough gets one page through a proxy, without following redirects.
func (b *Book) fetchThrough(ctx context.Context, t *checks.Task, proxy, address string, req fetchRequest) (fetchAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, proxyLimit)
	defer cancel()
	via, err := url.Parse(proxy)
	if err != nil {
		return fetchAnswer{}, fmt.Errorf("reading the address of the proxy: %w", err)
	}
	transport := &http.Transport{
		Proxy:                  http.ProxyURL(via),
		DialContext:            b.dialThroughBook(t),
		TLSClientConfig:        &tls.Config{RootCAs: t.Roots, Time: t.Now},
		ForceAttemptHTTP2:      true,
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: headerLimit,
	}
	defer transport.CloseIdleConnections()
	limit := req.Limit
	if limit == 0 {
		limit = bodyLimit
	}
	got, err := newClient(transport).R().SetContext(ctx).SetDoNotParseResponse(true).
		SetHeader("User-Agent", userAgent).SetHeaders(req.Header).Get(address)
	if err != nil {
		return fetchAnswer{}, because(ctx, fmt.Errorf("asking through the proxy: %w", err))
	}
	body := got.RawBody()
	defer body.Close()
	answer := fetchAnswer{URL: address, Status: got.StatusCode(), Header: got.Header(), Proxy: via.Host}
	var cut bool
	if answer.Body, cut, err = readBody(body, limit, func() {}); err != nil {
		return answer, because(ctx, fmt.Errorf("reading the page: %w", err))
	}
	if cut {
		return answer, checks.ErrTooLarge
	}
	return answer, nil
}
