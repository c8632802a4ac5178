package catalog

import (
	"net/mail"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The schemes that a catalogue and a target may name.
const (
	schemeHTTP  = "http"
	schemeHTTPS = "https"
)

// A rule looks at one value and says what belongs there, "" where it is fine.
type rule func(value string) (expected string)

const maxID = 64 // as long as a host name's label, about

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

func isID(v string) string {
	if len(v) > maxID || !idForm.MatchString(v) {
		return "an id of lower-case letters, digits and '-', beginning with a letter or digit"
	}
	return ""
}

const maxName = 100 // what still fits a heading, in characters

func isName(v string) string {
	if n := utf8.RuneCountInString(v); n == 0 || n > maxName || strings.TrimSpace(v) != v || strings.ContainsFunc(v, hidden) {
		return "a name of one line, at most 100 characters"
	}
	return ""
}

const maxText = 500 // a note of a few sentences, in characters

func isText(v string) string {
	if utf8.RuneCountInString(v) > maxText || strings.ContainsFunc(v, hidden) {
		return "a text of one line, at most 500 characters"
	}
	return ""
}

func isURL(v string) string {
	if _, ok := webURL(v); !ok {
		return "an http or https address such as https://example.com/page"
	}
	return ""
}

func isSecureURL(v string) string {
	if u, ok := webURL(v); !ok || u.Scheme != schemeHTTPS {
		return "an https address such as https://dns.example/dns-query"
	}
	return ""
}

func isHost(v string) string {
	if _, err := hostName(v); err != nil {
		return "a host name or IP address such as www.example.com"
	}
	return ""
}

func isHostMaybePort(v string) string {
	host, _, err := splitPort(v)
	if err != nil || isHost(host) != "" {
		return "a host name, or host:port"
	}
	return ""
}

func isAddressMaybePort(v string) string {
	if _, err := addressMaybePort(v); err != nil {
		return "an IP address, or address:port"
	}
	return ""
}

func isAddressPort(v string) string {
	at, err := netip.ParseAddrPort(v)
	if err == nil && at.Port() != 0 {
		if _, err := address(at.Addr().String()); err == nil {
			return ""
		}
	}
	return "an IP address with a port such as 192.0.2.1:443 or [2001:db8::1]:443"
}

const maxPath = 1024 // bytes; longer ones are refused by some servers

func isPath(v string) string {
	if !strings.HasPrefix(v, "/") || len(v) > maxPath || strings.ContainsFunc(v, blankOrHidden) || strings.Contains(v, "#") {
		return "a path that begins with / and holds no space"
	}
	return ""
}

func isScheme(v string) string {
	if v != schemeHTTP && v != schemeHTTPS {
		return "http or https"
	}
	return ""
}

// StatusKinds lists the kinds of status page that can be read.
func StatusKinds() []string { return []string{"statuspage"} }

func isStatusKind(v string) string {
	if !slices.Contains(StatusKinds(), v) {
		return "one of: " + strings.Join(StatusKinds(), ", ")
	}
	return ""
}

func isEmail(v string) string {
	if at, err := mail.ParseAddress(v); err != nil || at.Address != v || strings.ContainsFunc(v, blankOrHidden) {
		return "an e-mail address"
	}
	return ""
}

// isProcess wants a bare name: a process is compared by name, then by folder.
func isProcess(v string) string {
	if v == "" || len(v) > maxName || strings.ContainsAny(v, `/\`) || strings.ContainsFunc(v, hidden) {
		return "the name of a program without its folder"
	}
	return ""
}

// variables are what a path may begin with; checks/probe knows what they stand for.
const variables = "${HOME}, ${LOCALAPPDATA}, ${APPDATA}, ${PROGRAMFILES}, ${PROGRAMFILES(X86)}, ${PROGRAMDATA}, " +
	"${XDG_CONFIG_HOME}, ${XDG_CACHE_HOME}, ${XDG_DATA_HOME}, ${XDG_STATE_HOME}"

// shared are those of them that are not one user's own.
const shared = "${PROGRAMFILES}, ${PROGRAMFILES(X86)}, ${PROGRAMDATA}"

var drive = regexp.MustCompile(`^[A-Za-z]:$`)

func isVariable(v string) bool { return slices.Contains(strings.Split(variables, ", "), v) }

// elements splits a path; both kinds of slash are good.
func elements(v string) []string { return strings.Split(strings.ReplaceAll(v, `\`, "/"), "/") }

// isFolder accepts a path that begins with a slash, a drive or a variable, and
// holds no "..".
func isFolder(v string) string {
	const expected = "a path that begins with / or a drive or one of " + variables
	parts := elements(v)
	if first := parts[0]; first != "" && !isVariable(first) && !drive.MatchString(first) || len(parts) < 2 {
		return expected
	}
	for _, part := range parts[1:] {
		if part == "" || part == "." || part == ".." || strings.ContainsAny(part, "${}?") || strings.ContainsFunc(part, hidden) {
			return expected + ", followed by names"
		}
	}
	return ""
}

// isCache is stricter than isFolder, because these folders are emptied: they
// must lie at least two names below a folder of this user, the first written out.
func isCache(v string) string {
	parts := elements(v)
	if isFolder(v) != "" || len(parts) < 3 || !isVariable(parts[0]) || strings.Contains(shared, parts[0]) || strings.Contains(parts[1], "*") {
		return "a folder at least two names below a folder of the user such as ${HOME} or ${APPDATA}, the first name without *"
	}
	return ""
}

// isArgument accepts any text; a variable may only stand at its beginning.
func isArgument(v string) string {
	variables := strings.Count(v, "${")
	if v == "" || strings.ContainsFunc(v, hidden) || variables > 1 || variables == 1 && isFolder(v) != "" {
		return "an argument; one that is a path may begin with a variable such as ${LOCALAPPDATA}"
	}
	return ""
}

// hidden is true for control characters and for those that nobody sees but that
// turn the order of a line around.
func hidden(r rune) bool { return !unicode.IsPrint(r) || r == utf8.RuneError }

func blankOrHidden(r rune) bool { return unicode.IsSpace(r) || hidden(r) }
