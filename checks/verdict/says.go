package verdict

import (
	"html"
	"strconv"
	"strings"

	"fix502/checks"
)

// Explained is what the words of an error mean.
type Explained struct {
	Status int         // HTTP status that is named or meant, 0 for none
	Code   int         // an edge's own number that is named, 1015, 0 for none
	Maker  string      // whose words they are, as in checks.PageFact, "" where that can't be told
	Text   string      // text code of one sentence that explains it: "says.502"; "says.unknown" where nothing was recognised
	Args   checks.Args // values for that sentence
}

// saysLimit is how much of what the user typed is read, in bytes; a pasted error
// page's beginning is in it.
const saysLimit = 8 << 10

// Says reads what a user typed or pasted under "What does it say?".
func Says(text string) Explained {
	words := spoken(text)
	e := Explained{Maker: firstOf(words, saidBy), Text: "says.unknown"}
	e.Status, e.Code = numbersIn(words)
	if e.Status == 0 && e.Code == 0 {
		meant := firstOf(words, phrases)
		number, err := strconv.Atoi(meant)
		switch {
		case err == nil && explainedCode[number]:
			e.Code = number
		case err == nil:
			e.Status = number
		case meant != "":
			e.Text = "says." + meant
		}
	}
	number := e.Status
	if e.Code != 0 { // an edge's number says more than the status it comes with
		number = e.Code
	}
	if number != 0 {
		e.Text = textOfNumber(number)
	}
	if e.Text == "says.502" && e.Maker == "apache" {
		e.Text = "says.502.proxy"
	}
	e.Args = checks.Args{"code": strconv.Itoa(number)}
	return e
}

// spoken makes text ready for matching: lower case, straight apostrophes, white
// space and tags gone, and a space before and behind.
func spoken(text string) string {
	text = strings.ToLower(strings.ToValidUTF8(clip(text, saysLimit), " "))
	text = strings.NewReplacer("’", "'", "`", "'", "…", "...").Replace(html.UnescapeString(withoutTags(text)))
	return " " + collapse(text) + " "
}

// numbersIn finds the first status and the first number of an edge among the
// words. A number counts only by itself: not as part of an address, a time or a
// longer number.
func numbersIn(words string) (status, code int) {
	for _, word := range strings.FieldsFunc(words, func(r rune) bool { return strings.ContainsRune(" ()[]{}<>\"'`„“”«»,;|!?*#=", r) }) {
		word = strings.Trim(word, ".:-_/")
		word = strings.TrimPrefix(strings.TrimPrefix(word, "http"), "error")
		n, err := strconv.Atoi(strings.Trim(word, ".:-_/"))
		switch {
		case err != nil:
		case status == 0 && explainedStatus[n]:
			status = n
		case code == 0 && explainedCode[n] && strings.Contains(words, "error"):
			code = n
		}
	}
	return status, code
}

// explainedStatus are the statuses that have a sentence of their own.
var explainedStatus = map[int]bool{
	401: true, 403: true, 404: true, 407: true, 429: true, 451: true,
	500: true, 502: true, 503: true, 504: true, 511: true,
	520: true, 521: true, 522: true, 523: true, 524: true, 525: true, 526: true, 527: true, 530: true,
}

// explainedCode are Cloudflare's own numbers. Others of four digits may be a year
// or anything else.
var explainedCode = map[int]bool{
	1000: true, 1001: true, 1005: true, 1006: true, 1007: true, 1008: true, 1009: true, 1010: true, 1012: true,
	1015: true, 1016: true, 1020: true, 1033: true, 1034: true, 1101: true, 1102: true, 1104: true, 1106: true, 1200: true,
}

// textOfNumber picks the sentence for a status or an edge's number. Several
// numbers that mean the same to the user share one.
func textOfNumber(n int) string {
	switch {
	case explainedStatus[n], n == 1015:
		return "says." + strconv.Itoa(n)
	case cloudflareKind(n) == checks.PageBlock:
		return "says.banned"
	case n == 1000 || n == 1001 || n == 1016:
		return "says.origin_name"
	case n >= 1101 && n <= 1104:
		return "says.script"
	}
	return "says.edge_origin"
}

// firstOf returns the meaning of the first phrase of a list that is in the words.
func firstOf(words string, list []phrase) string {
	for _, p := range list {
		if strings.Contains(words, p.words) {
			return p.meaning
		}
	}
	return ""
}

type phrase struct{ words, meaning string }

// saidBy tells whose words an error is written in.
var saidBy = []phrase{
	{"cloudflare", "cloudflare"},
	{"cloudfront", "cloudfront"},
	{"openresty", "openresty"},
	{"nginx", "nginx"},
	{"that's an error", "google"},
	{"temporary error (", "google"},
	{"proxy error", "apache"},
	{"guru mediation", "fastly"},
	{"guru meditation", "varnish"},
	{"varnish", "varnish"},
	{"microsoft-azure", "azure"},
	{"our services aren't available right now", "azure"},
	{"while acting as a gateway or proxy server", "iis"},
	{"errors.edgesuite.net", "akamai"},
	{"awselb", "awselb"},
	{"upstream connect error", "envoy"},
	{"no healthy upstream", "envoy"},
	{"incomplete response", "haproxy"},
	{"(squid", "squid"},
	{"requested url could not be retrieved", "squid"},
	{"vercel", "vercel"},
	{"netlify", "netlify"},
	{"heroku", "heroku"},
}

// phrases are the words of errors that come without a number, as servers and
// browsers write them. The more exact ones come first.
var phrases = []phrase{
	{"just a moment", "human"},
	{"checking your browser", "human"},
	{"checking if the site connection is secure", "human"},
	{"verify you are human", "human"},
	{"verifying you are human", "human"},
	{"are you a robot", "human"},
	{"captcha", "human"},
	{"you have been blocked", "banned"},
	{"you are being rate limited", "1015"},
	{"bad gateway", "502"},
	{"badgateway", "502"},
	{"bad_gateway", "502"},
	{"proxy error", "502"},
	{"invalid response from an upstream server", "502"},
	{"gateway timeout", "504"},
	{"gateway time-out", "504"},
	{"gateway timed out", "504"},
	{"service unavailable", "503"},
	{"service temporarily unavailable", "503"},
	{"service is unavailable", "503"},
	{"temporarily unavailable", "503"},
	{"no healthy upstream", "503"},
	{"upstream connect error", "503"},
	{"application error", "503"},
	{"internal server error", "500"},
	{"server error", "500"},
	{"too many requests", "429"},
	{"rate limited", "429"},
	{"rate limit", "429"},
	{"web server is down", "521"},
	{"connection timed out", "timeout"},
	{"access denied", "403"},
	{"forbidden", "403"},
	{"unauthorized", "401"},
	{"proxy authentication required", "407"},
	{"network authentication required", "511"},
	{"unavailable for legal reasons", "451"},
	{"not_resolved", "name"},
	{"nxdomain", "name"},
	{"dns_probe", "name"},
	{"dns address could not be found", "name"},
	{"having trouble finding that site", "name"},
	{"server not found", "name"},
	{"can't find the server", "name"},
	{"internet_disconnected", "offline"},
	{"no internet", "offline"},
	{"not connected to the internet", "offline"},
	{"you are offline", "offline"},
	{"you're offline", "offline"},
	{"network_changed", "offline"},
	{"proxy_connection_failed", "proxy"},
	{"proxy server is refusing", "proxy"},
	{"tunnel_connection_failed", "proxy"},
	{"err_cert", "certificate"},
	{"sec_error", "certificate"},
	{"ssl_error_bad_cert", "certificate"},
	{"connection is not private", "certificate"},
	{"connection isn't private", "certificate"},
	{"potential security risk", "certificate"},
	{"connection_refused", "refused"},
	{"refused to connect", "refused"},
	{"unable to connect", "refused"},
	{"can't connect to the server", "refused"},
	{"timed_out", "timeout"},
	{"took too long to respond", "timeout"},
	{"timed out", "timeout"},
	{"connection_reset", "reset"},
	{"connection was reset", "reset"},
	{"empty_response", "reset"},
	{"end_of_file", "reset"},
	{"not found", "404"},
}
