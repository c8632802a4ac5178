package probe

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/miekg/dns"

	"fix502/checks"
)

// dnsMessage is the media type of RFC 8484.
const dnsMessage = "application/dns-message"

// askDoH asks both questions over one HTTPS connection to the server's address: the
// second as soon as the first is on its way.
func askDoH(ctx context.Context, t *checks.Task, sv server, queries [2]*dns.Msg, patience time.Duration) (got [2]outcome) {
	ctx, cancel := context.WithTimeout(ctx, streamLimit(sv))
	defer cancel()
	transport, err := dohTransport(t, sv)
	if err != nil {
		return [2]outcome{{err: err}, {err: err}}
	}
	defer transport.CloseIdleConnections()
	client := newClient(transport)
	away, answered := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(answered)
		got[0] = postDoH(ctx, client, sv.url, queries[0], sync.OnceFunc(func() { close(away) }))
	}()
	select {
	case <-away:
		second := make(chan outcome, 1)
		go func() { second <- postDoH(ctx, client, sv.url, queries[1], func() {}) }()
		<-answered
		defer time.AfterFunc(patience, cancel).Stop()
		got[1] = <-second
	case <-answered:
		got[1].err = got[0].err // what failed once is not tried twice
	}
	return got
}

func dohTransport(t *checks.Task, sv server) (*http.Transport, error) {
	u, err := url.Parse(sv.url)
	if err != nil {
		return nil, fmt.Errorf("reading the address of the resolver: %w", err)
	}
	port := uint64(443)
	if u.Port() != "" {
		if port, err = strconv.ParseUint(u.Port(), 10, 16); err != nil {
			return nil, fmt.Errorf("reading the port of the resolver: %w", err)
		}
	}
	target := netip.AddrPortFrom(sv.addr.Addr(), uint16(port)).String()
	return &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return connectStream(ctx, t, sv.pace, target)
		},
		TLSClientConfig:        &tls.Config{RootCAs: t.Roots, Time: t.Now},
		ForceAttemptHTTP2:      true,
		MaxConnsPerHost:        1, // one that speaks only HTTP/1.1 is asked one thing after the other
		MaxResponseHeaderBytes: headerLimit,
	}, nil
}

// postDoH asks one question and calls away when it is on its way. The number of the message is 0, as RFC 8484 wants.
func postDoH(ctx context.Context, client *resty.Client, address string, query *dns.Msg, away func()) (out outcome) {
	query = query.Copy()
	query.Id = 0
	packed, err := query.Pack()
	if err != nil {
		return outcome{err: fmt.Errorf("packing the question: %w", err)}
	}
	var sent atomic.Int64 // nanoseconds from begun to the question having left
	begun := time.Now()
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			sent.Store(int64(time.Since(begun)))
			if info.Err == nil {
				away()
			}
		},
	})
	answer, err := client.R().SetContext(traced).SetDoNotParseResponse(true).
		SetHeader("User-Agent", userAgent).SetHeader("Content-Type", dnsMessage).SetHeader("Accept", dnsMessage).
		SetBody(packed).Post(address)
	if err != nil {
		return outcome{err: because(ctx, fmt.Errorf("asking: %w", err))}
	}
	out.rtt = time.Since(begun) - time.Duration(sent.Load())
	body := answer.RawBody()
	defer body.Close()
	if answer.StatusCode() != http.StatusOK {
		return outcome{err: fmt.Errorf("%w: HTTP status %d", errGarbage, answer.StatusCode())}
	}
	raw, err := io.ReadAll(io.LimitReader(body, maxDNSMessage))
	if err != nil {
		return outcome{err: because(ctx, fmt.Errorf("reading the reply: %w", err))}
	}
	if out.reply, err = readReply(raw, query); err != nil {
		return outcome{err: err}
	}
	return out
}
