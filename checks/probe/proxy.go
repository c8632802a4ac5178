package probe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fix502/checks"
	"fix502/checks/verdict"
	"fix502/platform"
)

const (
	// proxyCheckLimit bounds the fetch with and the one without the proxy, which run
	// side by side: connection, two handshakes and an answer.
	proxyCheckLimit = 7500 * time.Millisecond
	// proxySettingsMost bounds how many settings are recorded.
	proxySettingsMost = 20
)

// proxy asks whether a proxy stands between this computer and the target, and
// whether the target can be had through it and without it.
func proxy(s Setup, book *Book) checks.Check {
	return checks.Check{
		ID: checks.IDProxy, Node: checks.NodeComputer, Needs: []checks.ID{checks.IDLink},
		Timeout: proxyCheckLimit + 500*time.Millisecond,
		Run: func(ctx context.Context, t *checks.Task) checks.Finding {
			ctx, cancel := context.WithTimeout(ctx, proxyCheckLimit)
			defer cancel()
			found, errSettings := t.Host.Proxies(ctx)
			fact := checks.ProxyFact{Settings: proxySettings(found)}
			page, expect := proxyPage(s)
			effective, errFor := t.Host.ProxyFor(ctx, page)
			f := checks.Finding{State: checks.OK, Data: fact, Err: errors.Join(errSettings, errFor)}
			switch {
			case effective != "":
			case errFor != nil, errSettings != nil:
				f.State, f.Code = checks.Notice, "proxy.unknown"
				return f
			case len(fact.Settings) > 0:
				f.Code, f.Args = "proxy.unused", checks.Args{"value": "not used here"}
				return f
			default:
				f.Code, f.Args = "proxy.none", checks.Args{"value": "none"}
				return f
			}
			through := parseProxy(effective)
			fact.Effective, fact.Source = shownProxy(through), proxySource(through, found)
			if !proxySpoken(through) {
				f.State, f.Code, f.Data = checks.Notice, "proxy.kind", fact
				f.Args = checks.Args{"value": through.Scheme, "proxy": fact.Effective}
				if fact.Effective == "" {
					f.Code, f.Args = "proxy.unreadable", nil
				}
				return f
			}
			fact.Through, fact.Direct = book.tryBoth(ctx, t, page, expect, through)
			return judgeProxy(fact, f.Err)
		},
	}
}

// proxyPage is the page of the target that is fetched, and what it should answer.
func proxyPage(s Setup) (page string, expect []int) {
	best := -1
	for i, h := range s.Service.Hosts {
		if best < 0 || h.IsRequired() && !s.Service.Hosts[best].IsRequired() {
			best = i
		}
	}
	if best < 0 {
		return s.Target.URL, nil
	}
	h := s.Service.Hosts[best]
	return pageOf(h), h.Expect
}

// tryBoth fetches the page with and without the proxy, side by side.
func (b *Book) tryBoth(ctx context.Context, t *checks.Task, page string, expect []int, through *url.URL) (with, without *checks.ProxyTry) {
	direct := make(chan proxyAnswer)
	go func() { direct <- b.tryPage(ctx, t, page, expect, nil) }()
	p := b.tryPage(ctx, t, page, expect, through)
	d := <-direct
	// A proxy says that it passed an answer on in Via. Where the answer is a
	// gateway's failure that nobody gives without the proxy, it made it itself.
	if p.via && isGatewayFailure(p.try.Status) && d.try.Reached && d.try.Status != p.try.Status {
		p.try.ByProxy, p.try.Reached = true, false
	}
	return &p.try, &d.try
}

type proxyAnswer struct {
	try checks.ProxyTry
	via bool
}

// tryPage fetches the page once, through a proxy unless that is nil.
func (b *Book) tryPage(ctx context.Context, t *checks.Task, page string, expect []int, through *url.URL) proxyAnswer {
	var refused int // the proxy's own status for CONNECT
	begun := time.Now()
	answer, err := b.page(ctx, t, pageRequest{URL: page, Proxy: through, Connect: func(r *http.Response) {
		if r.StatusCode != http.StatusOK {
			refused = r.StatusCode
		}
	}})
	out := proxyAnswer{try: checks.ProxyTry{Status: answer.Status, Took: milliseconds(time.Since(begun))}}
	switch {
	case refused != 0:
		out.try.Status, out.try.ByProxy = refused, true
	case err != nil:
		out.try.Fail = explain(err)
		if through != nil && isConnecting(err) {
			out.try.Stage = checks.StageProxy
		}
	default:
		out.via = answer.Header.Get("Via") != ""
		out.try.ByProxy = through != nil && madeByProxy(answer)
		out.try.Reached = !out.try.ByProxy
		out.try.Expected = out.try.Reached && expected(expect, answer.Status)
	}
	return out
}

// isConnecting tells whether an error came up before a connection was open.
func isConnecting(err error) bool {
	var at *stageError
	return errors.As(err, &at) && at.stage == stageTCP
}

// madeByProxy tells whether an answer is the proxy's own: it asks for a login to
// itself, names itself as the maker of an error, or the page is known for one.
func madeByProxy(answer pageAnswer) bool {
	if answer.Status == http.StatusProxyAuthRequired {
		return true
	}
	for _, name := range []string{"Proxy-Authenticate", "X-Squid-Error"} {
		if answer.Header.Get(name) != "" {
			return true
		}
	}
	if strings.Contains(answer.Header.Get("Proxy-Status"), "error=") { // RFC 9209
		return true
	}
	return verdict.Recognise(answer.Status, telling(answer.Header), answer.Body).Kind == checks.PageProxy
}

func isGatewayFailure(status int) bool {
	return status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout
}

func judgeProxy(fact checks.ProxyFact, err error) checks.Finding {
	with, without := fact.Through, fact.Direct
	f := checks.Finding{
		State: checks.Problem, Data: fact, Err: err,
		Args: checks.Args{"proxy": fact.Effective, "status": fmt.Sprint(with.Status)},
	}
	switch {
	case with.Expected:
		f.State, f.Code, f.Args["value"] = checks.Notice, "proxy.works", "works"
	case with.ByProxy && with.Status == http.StatusProxyAuthRequired:
		f.Code, f.Args["value"] = "proxy.login", "wants a login"
	case with.ByProxy:
		f.Code, f.Args["value"] = "proxy.refuses", "answers "+fmt.Sprint(with.Status)
	case with.Stage == checks.StageProxy:
		f.Code, f.Args["value"] = "proxy.unreachable", "no answer"
	case without.Expected, with.Fail != "" && without.Reached:
		f.Code, f.Args["value"] = "proxy.fails", "in the way"
	default:
		f.State, f.Code, f.Args["value"] = checks.Notice, "proxy.same", "makes no difference"
	}
	return f
}

// parseProxy reads a proxy as systems write it: a URL, or a host with its port.
func parseProxy(text string) *url.URL {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil {
		return &url.URL{}
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme == "socks" {
		u.Scheme = "socks5" // what the short form means to browsers
	}
	return u
}

// proxySpoken tells whether the fetch can use this kind of proxy.
func proxySpoken(u *url.URL) bool {
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return u.Hostname() != ""
	}
	return false
}

// shownProxy is a proxy as it may be seen by others: without name, password and
// anything else that could hold one.
func shownProxy(u *url.URL) string {
	if u.Host == "" {
		return ""
	}
	return bounded((&url.URL{Scheme: u.Scheme, Host: u.Host}).String())
}

// proxySettings records what was found, without credentials.
func proxySettings(list []platform.Proxy) []checks.ProxySetting {
	settings := []checks.ProxySetting{}
	for _, p := range list[:min(len(list), proxySettingsMost)] {
		settings = append(settings, checks.ProxySetting{
			Source: p.Source, HTTP: shownSetting(p.HTTP), HTTPS: shownSetting(p.HTTPS), SOCKS: shownSetting(p.SOCKS),
			PAC: shownPAC(p.PAC), Auto: p.Auto,
		})
	}
	return settings
}

func shownSetting(text string) string {
	if text == "" {
		return ""
	}
	u := parseProxy(text)
	if !strings.Contains(text, "://") {
		return bounded(u.Host)
	}
	return shownProxy(u)
}

// shownPAC is the address of a configuration script. Its query is left out: some
// carry the name of the user. What is no address of a file is not shown at all.
func shownPAC(text string) string {
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Opaque != "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "file" {
		return "(not shown)"
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return bounded(u.String())
}

// proxySource names where the proxy in effect was set: the setting that has its
// host and port, else the one that leaves the choice to a script.
func proxySource(effective *url.URL, list []platform.Proxy) string {
	for _, p := range list {
		for _, text := range []string{p.HTTP, p.HTTPS, p.SOCKS} {
			if text != "" && strings.EqualFold(parseProxy(text).Host, effective.Host) {
				return p.Source
			}
		}
	}
	for _, p := range list {
		if p.PAC != "" || p.Auto {
			return p.Source
		}
	}
	return ""
}
