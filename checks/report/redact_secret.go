package report

import (
	"regexp"
	"strings"
)

// addressPattern finds web addresses.
var addressPattern = regexp.MustCompile("(?i)\\b(?:https?|wss?|socks[45]?h?|ftp|ssh)://[^\\s\"<>`]+")

// hideInAddress takes login, query and fragment out of one address, and out of
// others that are part of it.
func hideInAddress(u string) string {
	scheme, rest, found := strings.Cut(u, "://")
	if !found {
		return u
	}
	return scheme + "://" + loginPattern.ReplaceAllString(hideQuery(withoutLogin(rest)), "$1")
}

// withoutLogin drops "user:password@". A password may hold what should have been
// encoded: as long as no host follows, what stands before the next @ is part of it.
func withoutLogin(rest string) string {
	if at := strings.LastIndexByte(authority(rest), '@'); at >= 0 {
		rest = rest[at+1:]
	}
	for !hostPattern.MatchString(authority(rest)) {
		_, after, found := strings.Cut(rest, "@")
		if !found {
			break
		}
		rest = after
	}
	return rest
}

// authority is the part of an address before its path.
func authority(rest string) string {
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		return rest[:end]
	}
	return rest
}

// hostPattern is what can be a host, with a port or without.
var hostPattern = regexp.MustCompile(`^(?:localhost|[^:@]+\.[^:@]+|\[[^\]]+\])(?::\d*)?$`)

// hideQuery cuts what follows the path of an address.
func hideQuery(rest string) string {
	if at := strings.IndexAny(rest, "?#"); at >= 0 && at+1 < len(rest) {
		return rest[:at+1] + markQuery
	}
	return rest
}

var (
	// loginPattern is a login written without a scheme before it: "user:pw@host".
	loginPattern = regexp.MustCompile(`[^\s:@/"'<>=(,\[]+:[^\s@/"'<>]+@([\pL\pN\[])`)
	// queryPattern is a query outside an address: "GET /x?token=1".
	queryPattern = regexp.MustCompile(`\?[^\s"'<>?#=]+=[^\s"'<>]*`)
)

func hideLogin(s string) string {
	s = loginPattern.ReplaceAllString(s, "$1")
	return queryPattern.ReplaceAllString(s, "?"+markQuery)
}

var (
	// headerPattern is a header whose whole line is a secret.
	headerPattern = regexp.MustCompile(`(?i)\b((?:proxy-)?authorization|(?:set-)?cookie2?|x-(?:auth|api|csrf|xsrf|access|amz-security)[a-z-]*)[\\"']*\s*[:=]\s*[\\"']*[^\n"]*`)
	// valuePattern is a value that its name gives away, quoted or up to the next blank.
	valuePattern = regexp.MustCompile(`(?i)([a-z0-9_.-]*(?:token|secret|passw(?:or)?d|passphrase|pwd|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?)[\\"']*\s*([:=])\s*\\*(?:\[left out\]|"[^"\n]*|'[^'\n]*|[^\s"'&;,<>\\]+)`)
	// weakPattern has names that are words of everyday language too.
	weakPattern = regexp.MustCompile(`(?i)\b((?:[a-z0-9_.-]*[_.-])?(?:session(?:[_-]?id)?|[a-z]*sessid|[a-z]*sessionid|sid|auth|signature|sig|otp|pin))=\\*(?:\[left out\]|"[^"\n]*|'[^'\n]*|[^\s"'&;,<>\\]+)`)
	// schemePattern is the value of an Authorization header without its name.
	schemePattern = regexp.MustCompile(`\b((?i:bearer)|Basic|BASIC|Digest|Negotiate|NTLM) +([A-Za-z0-9+/=._~-]{8,})`)
	// tokenPattern knows tokens by their form: JSON web tokens, those of Discord.
	tokenPattern = regexp.MustCompile(`\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}|\bmfa\.[\w-]{20,}|\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}`)
	// hookPattern is the secret part of a web hook's address.
	hookPattern = regexp.MustCompile(`(?i)(/webhooks/\d+/)[\w-]+`)
)

// hideSecrets leaves out passwords, tokens, cookies and authorisations.
func hideSecrets(s string) string {
	s = headerPattern.ReplaceAllString(s, "$1: "+markSecret)
	s = valuePattern.ReplaceAllStringFunc(s, func(hit string) string {
		part := valuePattern.FindStringSubmatch(hit)
		return part[1] + part[2] + " " + markSecret
	})
	s = weakPattern.ReplaceAllString(s, "$1="+markSecret)
	s = schemePattern.ReplaceAllStringFunc(s, func(hit string) string {
		part := schemePattern.FindStringSubmatch(hit)
		if looksLikeWord(part[2]) {
			return hit
		}
		return part[1] + " " + markSecret
	})
	s = tokenPattern.ReplaceAllString(s, markSecret)
	return hookPattern.ReplaceAllString(s, "${1}"+markQuery)
}

// looksLikeWord keeps "Basic information" a sentence: no digit, no sign that only
// encoded values have, no capital but the first.
func looksLikeWord(s string) bool {
	return !strings.ContainsAny(s, "0123456789+/=_~") && s[1:] == strings.ToLower(s[1:])
}

// sensitiveHeader tells whether a field of the facts holds a secret as a whole.
func sensitiveHeader(key string) bool {
	switch strings.ToLower(key) {
	case "authorization", "proxy-authorization", "cookie", "set-cookie",
		"x-auth-token", "x-api-key", "x-csrf-token", "token", "password", "secret":
		return true
	}
	return false
}

const mailHost = `(?:(?:[\pL\pN-]+\.)+[\pL\pN-]{2,}|\[[^\]\s]+\])`

var mailPattern = regexp.MustCompile(`(?:"[^"\n]{1,64}"|[\pL\pN._%+'-]+)@` + mailHost)

func hideMails(s string) string { return mailPattern.ReplaceAllString(s, markMail) }
