package verdict

import (
	"strconv"
	"strings"

	"fix502/checks"
)

// cloudflare judges a page that Cloudflare made itself: whether it reports a
// failure of the origin, of its own network, or turns the visitor away. The
// numbers are in Cloudflare's documentation of its 5xx and 1xxx errors.
func (p page) cloudflare() (kind string, code int) {
	code = p.cloudflareCode()
	if kind := cloudflareKind(code); kind != "" {
		return kind, code
	}
	switch p.cloudflareCulprit() {
	case "host":
		return checks.PageOrigin, code
	case "cloudflare":
		return checks.PageEdge, code
	case "browser":
		return checks.PageBlock, code
	}
	switch {
	case p.status == 429:
		return checks.PageLimit, code
	case p.status >= 500 && (p.isBareCloudflare() || p.isOwnFailure(code)):
		return checks.PageEdge, code
	case p.status >= 500:
		return checks.PageOrigin, code
	}
	return "", code
}

// cloudflareCode finds the number that the page is about.
func (p page) cloudflareCode() int {
	if n, err := strconv.Atoi(p.header["cf-error-type"]); err == nil && n > 0 && n < 10000 {
		return n
	}
	return number(p.text, "error code", "error ")
}

// cloudflareKinds tell what Cloudflare's own numbers are about. Its 5xx and the
// numbers of the site's name, tunnel and programs are the site's; the others turn
// this visitor away.
var cloudflareKinds = map[int]string{
	520: checks.PageOrigin, 521: checks.PageOrigin, 522: checks.PageOrigin, 523: checks.PageOrigin, 524: checks.PageOrigin,
	525: checks.PageOrigin, 526: checks.PageOrigin, 527: checks.PageOrigin, 530: checks.PageOrigin,
	1000: checks.PageOrigin, 1001: checks.PageOrigin, 1002: checks.PageOrigin, 1003: checks.PageOrigin, 1004: checks.PageOrigin,
	1005: checks.PageBlock, 1006: checks.PageBlock, 1007: checks.PageBlock, 1008: checks.PageBlock, 1009: checks.PageBlock,
	1010: checks.PageBlock, 1011: checks.PageBlock, 1012: checks.PageBlock, 1013: checks.PageOrigin, 1014: checks.PageOrigin,
	1015: checks.PageLimit, 1016: checks.PageOrigin, 1018: checks.PageOrigin, 1019: checks.PageOrigin, 1020: checks.PageBlock,
	1023: checks.PageOrigin, 1025: checks.PageOrigin, 1033: checks.PageOrigin, 1034: checks.PageOrigin, 1035: checks.PageOrigin,
	1101: checks.PageOrigin, 1102: checks.PageOrigin, 1104: checks.PageOrigin, 1106: checks.PageBlock, 1200: checks.PageOrigin,
}

// cloudflareKind judges by number alone, "" where the number doesn't decide.
func cloudflareKind(code int) string { return cloudflareKinds[code] }

// cloudflareCulprit names the failing one of the three boxes on a branded page:
// "browser", "cloudflare" or "host". The class sits on the failing box.
func (p page) cloudflareCulprit() string {
	for _, who := range []string{"host", "cloudflare", "browser"} {
		before, after, found := strings.Cut(p.raw, `id="cf-`+who+`-status"`)
		if !found {
			continue
		}
		tag, _, _ := strings.Cut(before[strings.LastIndex(before, "<")+1:]+after, ">")
		if strings.Contains(tag, "cf-error-source") {
			return who
		}
	}
	return ""
}

// isBareCloudflare tells the small page with the single word "cloudflare" under
// its rule, which comes from Cloudflare's own servers.
func (p page) isBareCloudflare() bool {
	return strings.Contains(p.raw, "<center>cloudflare</center>") || strings.Contains(p.raw, "<center>cloudflare-nginx</center>")
}

// isPlainCode tells the one-line answer that programs get in place of a page.
func (p page) isPlainCode() bool {
	return strings.HasPrefix(p.raw, "error code: ") && len(p.raw) <= len("error code: 1234")
}

// saysCloudflare tells an answer with the headers that Cloudflare sets only on what
// it made itself.
func (p page) saysCloudflare() bool {
	_, kind := p.header["cf-error-type"]
	_, origin := p.header["cf-error-origin"]
	return kind || origin
}

// isOwnFailure tells a 500 or 503 that Cloudflare made without any page: what it
// reports of the origin has other numbers.
func (p page) isOwnFailure(code int) bool {
	if code == 0 {
		code = p.status
	}
	return (code == 500 || code == 503) && (p.isPlainCode() || p.saysCloudflare())
}
