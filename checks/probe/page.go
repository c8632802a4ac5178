package probe

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"fix502/checks"
)

// pageRequest is one request for a page that a fetch does not do: through one
// given proxy, or without caring who answers. No redirect is followed.
type pageRequest struct {
	Method  string // "GET" where empty
	URL     string
	Proxy   *url.URL             // nil for none, whatever this computer is set to
	Connect func(*http.Response) // told what the proxy says to CONNECT; may be nil
	Anyone  bool                 // accept any certificate: nothing of the answer is believed but the time
}

// pageAnswer is the answer, of whatever status.
type pageAnswer struct {
	Status int
	Header http.Header
	Body   []byte
	Asked  time.Time // by the clock under test
	Told   time.Time
}

// page asks for one page, looking its host up in the book. An error means that no
// answer came; explain tells why.
func (b *Book) page(ctx context.Context, t *checks.Task, req pageRequest) (pageAnswer, error) {
	transport := req.transport(t, b)
	defer transport.CloseIdleConnections()
	method := req.Method
	if method == "" {
		method = http.MethodGet
	}
	out := pageAnswer{Asked: t.Now()}
	answer, err := newClient(transport).R().SetContext(ctx).SetDoNotParseResponse(true).
		SetHeader("User-Agent", userAgent).SetHeader("Cache-Control", "no-cache").Execute(method, req.URL)
	out.Told = t.Now()
	if err != nil {
		return out, because(ctx, fmt.Errorf("asking for the page: %w", withoutURL(err)))
	}
	body := answer.RawBody()
	defer body.Close()
	out.Status, out.Header = answer.StatusCode(), answer.Header()
	if out.Body, _, err = readBody(body, bodyLimit, func() {}); err != nil {
		return out, because(ctx, fmt.Errorf("reading the page: %w", err))
	}
	return out, nil
}

// withoutURL drops the address from an error: with a proxy it may hold a password.
func withoutURL(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

func (req pageRequest) transport(t *checks.Task, b *Book) *http.Transport {
	dial := b.dialThroughBook(t)
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dial(ctx, network, address)
			if err != nil {
				return nil, &stageError{stage: stageTCP, err: because(ctx, err)}
			}
			return conn, nil
		},
		Proxy: func(*http.Request) (*url.URL, error) { return req.Proxy, nil },
		OnProxyConnectResponse: func(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
			if req.Connect != nil {
				req.Connect(answer)
			}
			return nil
		},
		TLSClientConfig:        &tls.Config{RootCAs: t.Roots, Time: t.Now, InsecureSkipVerify: req.Anyone},
		TLSHandshakeTimeout:    handshakeLimit,
		ResponseHeaderTimeout:  answerLimit,
		MaxResponseHeaderBytes: headerLimit,
		DisableKeepAlives:      true,
		DisableCompression:     true,
	}
}
