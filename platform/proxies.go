package platform

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// proxySetting is one source's settings as found, passwords and all.
type proxySetting struct {
	Proxy
	bypass   bypassList
	reversed bool // the bypass list names the only hosts that go through the proxy
}

// Proxies lists the proxy settings found on this computer, without any names
// and passwords in them: those of the environment, then those of the desktop or
// system. Facts: gsettings (GNOME and kin), kioslaverc (KDE), WinHTTP and the
// registry (Windows), `scutil --proxy` (macOS).
func (s *System) Proxies(ctx context.Context) ([]Proxy, error) {
	settings, err := s.systemProxies(ctx)
	if env, ok := s.envProxy(); ok {
		settings = append([]proxySetting{env}, settings...)
	}
	list := make([]Proxy, 0, len(settings))
	for _, p := range settings {
		list = append(list, p.withoutPasswords())
	}
	if err != nil {
		return list, fmt.Errorf("reading proxy settings: %w", err)
	}
	return list, nil
}

// ProxyFor names the proxy that this computer would use for an http(s) address,
// as "http://host:3128" or "socks5://host:1080", "" for none. Names and
// passwords in the setting are kept, since they are needed to use it. The
// environment comes first, then the desktop or system; computers on the loopback
// are never asked through a proxy. Where a script decides and this system has
// nobody to run it, the error wraps errors.ErrUnsupported.
func (s *System) ProxyFor(ctx context.Context, address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", fmt.Errorf("choosing a proxy: %q is no http address", address)
	}
	if env, ok := s.envProxy(); ok && env.forScheme(u.Scheme) != "" {
		proxy, err := env.httpproxy().ProxyFunc()(u)
		if err != nil || proxy == nil {
			return "", err
		}
		return usable(proxy.String())
	}
	if isLoopback(u.Hostname()) {
		return "", nil
	}
	settings, err := s.systemProxies(ctx)
	for _, p := range settings {
		if chosen, err := s.choose(ctx, p, u); chosen != "" || err != nil {
			return chosen, err
		}
	}
	if err != nil {
		return "", fmt.Errorf("choosing a proxy: %w", err)
	}
	return "", nil
}

// scriptPause is how long a network stays without a proxy script once looking
// for one took too long. Without it every question of a run would wait anew,
// and longest where names are not resolved, which is when this program is used.
const scriptPause = time.Minute

// errNoScriptInTime says that looking for a script took longer than browsers wait.
var errNoScriptInTime = errors.New("no proxy script was found in time")

// choose follows one setting: its script where it has one, then its fixed part.
func (s *System) choose(ctx context.Context, p proxySetting, u *url.URL) (string, error) {
	discover := p.Auto && p.PAC == "" && time.Now().Unix() >= s.scriptless.Load()
	if p.PAC != "" || discover {
		chosen, err := s.askScript(ctx, p, u)
		if err == nil && chosen != "" {
			return usable(chosen)
		}
		if discover && errors.Is(err, errNoScriptInTime) {
			s.scriptless.Store(time.Now().Add(scriptPause).Unix())
			err = nil
		}
		if err != nil && p.forScheme(u.Scheme) == "" {
			return "", fmt.Errorf("following the proxy script: %w", err)
		}
	}
	fixed := p.forScheme(u.Scheme)
	if fixed == "" || p.bypass.covers(u) != p.reversed {
		return "", nil
	}
	return usable(fixed)
}

// forScheme is the proxy for http:// or https:// targets; SOCKS does for both.
func (p proxySetting) forScheme(scheme string) string {
	if scheme == "https" {
		return cmp.Or(p.HTTPS, p.socks())
	}
	return cmp.Or(p.HTTP, p.socks())
}

func (p proxySetting) socks() string {
	if p.SOCKS == "" || strings.Contains(p.SOCKS, "://") {
		return p.SOCKS
	}
	return "socks5://" + p.SOCKS
}

// envProxy reads the environment, small letters first, as curl and Go do.
// all_proxy stands in where the one for a scheme is not set.
func (s *System) envProxy() (proxySetting, bool) {
	get := func(name string) string { return cmp.Or(s.env(name), s.env(strings.ToUpper(name))) }
	p := proxySetting{Proxy: Proxy{Source: "environment", HTTP: get("http_proxy"), HTTPS: get("https_proxy")}}
	if all := get("all_proxy"); strings.HasPrefix(all, "socks") {
		p.SOCKS = all
	} else {
		p.HTTP, p.HTTPS = cmp.Or(p.HTTP, all), cmp.Or(p.HTTPS, all)
	}
	p.Bypass = strings.FieldsFunc(get("no_proxy"), func(r rune) bool { return r == ',' || r == ' ' })
	return p, p.HTTP != "" || p.HTTPS != "" || p.SOCKS != ""
}

// httpproxy hands the environment's setting to the library that knows its rules.
func (p proxySetting) httpproxy() *httpproxy.Config {
	return &httpproxy.Config{
		HTTPProxy:  p.forScheme("http"),
		HTTPSProxy: p.forScheme("https"),
		NoProxy:    strings.Join(p.Bypass, ","),
	}
}

// errProxyForm says that a setting names no proxy that could be asked. It does
// not quote the setting, which may hold a password.
var errProxyForm = errors.New("the proxy setting cannot be read")

// defaultPorts are where a proxy listens whose setting names no port.
var defaultPorts = map[string]string{"http": "80", "https": "443"}

// socksPort is the usual port of SOCKS.
const socksPort = "1080"

// usable completes a proxy's address: scheme and port.
func usable(proxy string) (string, error) {
	if !strings.Contains(proxy, "://") {
		proxy = "http://" + proxy
	}
	u, err := url.Parse(proxy)
	if err != nil || u.Hostname() == "" {
		return "", errProxyForm
	}
	if u.Scheme == "socks" {
		u.Scheme = "socks5"
	}
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), cmp.Or(defaultPorts[u.Scheme], socksPort))
	}
	return (&url.URL{Scheme: u.Scheme, User: u.User, Host: u.Host}).String(), nil
}

// withoutPasswords is the setting as it may be shown.
func (p proxySetting) withoutPasswords() Proxy {
	shown := p.Proxy
	shown.HTTP = withoutUser(shown.HTTP)
	shown.HTTPS = withoutUser(shown.HTTPS)
	shown.SOCKS = withoutUser(shown.SOCKS)
	if u, err := url.Parse(shown.PAC); err == nil {
		u.User = nil
		shown.PAC = u.String()
	} else {
		shown.PAC = withoutUser(shown.PAC)
	}
	return shown
}

// withoutUser cuts the name and password out of a proxy's address, whatever its
// form.
func withoutUser(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if ok {
		scheme += "://"
	} else {
		scheme, rest = "", address
	}
	// A password that was written without escapes may hold any of "/?#", so the
	// last @ counts; in an address without a password there is none to lose.
	return scheme + rest[strings.LastIndexByte(rest, '@')+1:]
}

func isLoopback(host string) bool {
	if host = strings.TrimSuffix(strings.ToLower(host), "."); host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}
