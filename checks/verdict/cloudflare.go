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
	case p.status >= 500 && p.isBareCloudflare():
		return checks.PageEdge, code
	case p.isPlainCode() && (code == 500 || code == 503):
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

// cloudflareKind judges by number alone, "" where the number doesn't decide.
func cloudflareKind(code int) string {
	switch {
	case code == 1015:
		return checks.PageLimit
	case code >= 1005 && code <= 1013 || code == 1020 || code == 1106:
		return checks.PageBlock
	case code >= 520 && code <= 527, code == 530, code >= 1000 && code <= 1299:
		return checks.PageOrigin
	}
	return ""
}

// cloudflareCulprit names the failing one of the three boxes on a branded page:
// "browser", "cloudflare" or "host". The class sits on the failing box.
func (p page) cloudflareCulprit() string {
	for _, who := range []string{"host", "cloudflare", "browser"} {
		_, after, found := strings.Cut(p.raw, `id="cf-`+who+`-status"`)
		if !found {
			continue
		}
		tag, _, _ := strings.Cut(after, ">")
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
	return strings.HasPrefix(p.text, "error code: ") && len(p.text) <= len("error code: 1234")
}
