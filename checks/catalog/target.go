package catalog

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"fix502/checks"
)

// BadTarget is a target that names nothing that can be checked.
type BadTarget struct {
	Input string // what was given: cut, printable, without passwords
	Code  string // text code: the words are in assets/texts
}

// Error names the input and the code, for logs; people are shown the code's words.
func (b *BadTarget) Error() string { return "understanding the target \"" + b.Input + "\": " + b.Code }

// The ways in which a target can be bad.
const (
	targetEmpty    = "target.empty"
	targetTooLong  = "target.too_long"
	targetControl  = "target.bad.control"
	targetSpace    = "target.bad.space"
	targetScheme   = "target.bad.scheme"
	targetUserinfo = "target.bad.userinfo"
	targetName     = "target.bad.name"
	targetAddress  = "target.bad.address"
	targetPort     = "target.bad.port"
)

// maxTarget is the longest address that browsers agree on, in bytes.
const maxTarget = 2048

// Resolve finds out what a target means: the id or name of a service, a host name
// (in any script), an IP address, host:port, or an http(s) URL. A bare host or
// URL becomes a service of that one host, with no status and no edge. Of a URL
// the scheme, host, port and path are kept; what stands behind ? and # may hold
// secrets and is dropped. Port 80 means http, anything else without a scheme
// https. The error is a *BadTarget.
func Resolve(cat *Catalog, target string) (checks.TargetFact, Service, error) {
	text := strings.TrimFunc(target, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
	if text == "" {
		return refuse(text, targetEmpty)
	}
	if s, known := cat.named(text); known {
		return checks.TargetFact{ID: s.ID, Name: s.Name, URL: s.URL, Seen: checks.SeenUnsure, Known: true, Edge: s.Edge}, s, nil
	}
	if code := unfit(text); code != "" {
		return refuse(text, code)
	}
	u, err := reach(text)
	if err != nil {
		return refuse(text, codeOf(err))
	}
	return bare(u)
}

// named finds a service by id or name; people write "Discord" or "discord".
func (c *Catalog) named(text string) (Service, bool) {
	for _, s := range c.Services {
		if strings.EqualFold(s.ID, text) || strings.EqualFold(s.Name, text) {
			return s, true
		}
	}
	return Service{}, false
}

// unfit says what rules a text out before anybody tries to read it.
func unfit(text string) string {
	switch {
	case len(text) > maxTarget:
		return targetTooLong
	case !utf8.ValidString(text), strings.ContainsFunc(text, unprintable):
		return targetControl
	case strings.ContainsFunc(text, unicode.IsSpace):
		return targetSpace
	}
	return ""
}

// unprintable is true for control and invisible characters, which would make an
// address look like another one. The two joiners belong to names in some scripts.
func unprintable(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return unicode.IsControl(r) && !unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) && r != nonJoiner && r != joiner
}

type targetError string

func (e targetError) Error() string { return string(e) }

func codeOf(err error) string {
	var code targetError
	switch {
	case errors.As(err, &code):
		return string(code)
	case errors.Is(err, errAddress):
		return targetAddress
	case errors.Is(err, errPort):
		return targetPort
	}
	return targetName
}

// reach turns a text into the URL that it means.
func reach(text string) (*url.URL, error) {
	scheme, rest := splitScheme(text)
	if scheme != "" && scheme != schemeHTTP && scheme != schemeHTTPS {
		if !strings.HasPrefix(rest, "/") && strings.Contains(rest, "@") { // user:password@host
			return nil, targetError(targetUserinfo)
		}
		return nil, targetError(targetScheme)
	}
	if scheme != "" {
		var slashes bool
		if rest, slashes = strings.CutPrefix(rest, "//"); !slashes {
			return nil, targetError(targetName)
		}
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, path := rest[:end], rest[end:]
	if strings.Contains(authority, "@") {
		return nil, targetError(targetUserinfo)
	}
	host, port, err := splitPort(authority)
	if err != nil {
		return nil, err
	}
	if host, err = hostName(host); err != nil {
		return nil, err
	}
	return assemble(scheme, host, port, path)
}

// assemble builds the URL in its one form: no port where it is the scheme's own.
func assemble(scheme, host string, port int, path string) (*url.URL, error) {
	if scheme == "" {
		scheme = schemeHTTPS
		if port == 80 {
			scheme = schemeHTTP
		}
	}
	u := &url.URL{Scheme: scheme, Host: bracketed(host)}
	if own := (Host{Scheme: scheme}).EffectivePort(); port != 0 && port != own {
		u.Host += ":" + strconv.Itoa(port)
	}
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	if path == "" {
		path = "/"
	}
	whole, err := url.Parse(u.String() + path)
	if err != nil {
		return nil, targetError(targetName)
	}
	return whole, nil
}

// splitScheme separates "scheme:" from the rest; "host:8080" has none.
func splitScheme(text string) (scheme, rest string) {
	head, rest, found := strings.Cut(text, ":")
	if !found || !isSchemeName(head) || strings.HasPrefix(rest, ":") || strings.Contains(head, ".") && !strings.HasPrefix(rest, "//") {
		return "", text
	}
	port, _, _ := strings.Cut(rest, "/")
	if port == "" && !strings.HasPrefix(rest, "/") || port != "" && isNumber(port) {
		return "", text
	}
	return strings.ToLower(head), rest
}

func isSchemeName(head string) bool {
	for i, r := range head {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || (r < '0' || r > '9') && r != '+' && r != '-' && r != '.') {
			return false
		}
	}
	return head != ""
}

// bare makes a service of the one host that a URL names.
func bare(u *url.URL) (checks.TargetFact, Service, error) {
	host := Host{Host: u.Hostname(), Path: u.EscapedPath(), Scheme: u.Scheme}
	if port := u.Port(); port != "" {
		host.Port, _ = strconv.Atoi(port) // it was put there by assemble
	}
	s := Service{ID: u.Hostname(), Name: u.Host, URL: u.String(), Hosts: []Host{host}}
	return checks.TargetFact{ID: s.ID, Name: s.Name, URL: s.URL, Seen: checks.SeenUnsure}, s, nil
}

func refuse(text, code string) (checks.TargetFact, Service, error) {
	if at := strings.LastIndexByte(text, '@'); at >= 0 { // what stands before it may be a password
		text = "…" + text[at:]
	}
	return checks.TargetFact{}, Service{}, &BadTarget{Input: tame(text, maxShown), Code: code}
}
