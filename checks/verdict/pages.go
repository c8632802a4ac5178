package verdict

import "fix502/checks"

// signature is how the answers of one maker are told from others. Everything
// given must be there; what is empty doesn't matter. All words are in lower case.
type signature struct {
	maker, kind string
	status      []int    // any of these
	errors      bool     // a status of 400 and above only
	small       bool     // bodies up to smallPage only: long pages may only talk about such things
	header      string   // this header is there …
	contains    string   // … and contains this
	raw         []string // in the body with its tags
	text        []string // in the body without them
	exactly     string   // the body without tags is this and nothing else
}

// kindCloudflare marks pages that Cloudflare made, whose kind is in the page.
const kindCloudflare = "cloudflare"

// smallPage is the size up to which a page can be a block or a check page, bytes.
const smallPage = 16 << 10

var gatewayStatus = []int{500, 502, 503, 504}

// signatures are tried in order: what stops the visitor comes before what failed,
// what only one product writes before what many write.
var signatures = []signature{
	// "Are you human" checks.
	{maker: "cloudflare", kind: checks.PageHuman, header: "cf-mitigated", contains: "challenge"},
	{maker: "cloudflare", kind: checks.PageHuman, errors: true, raw: []string{"<title>just a moment...</title>"}},
	{maker: "cloudflare", kind: checks.PageHuman, errors: true, raw: []string{"/cdn-cgi/challenge-platform/", "_cf_chl_opt"}},
	{maker: "cloudflare", kind: checks.PageHuman, errors: true, text: []string{"attention required! | cloudflare", "captcha"}},
	{maker: "aws", kind: checks.PageHuman, header: "x-amzn-waf-action"},
	{maker: "vercel", kind: checks.PageHuman, header: "x-vercel-mitigated", contains: "challenge"},
	{maker: "datadome", kind: checks.PageHuman, errors: true, raw: []string{"captcha-delivery.com"}},
	{maker: "perimeterx", kind: checks.PageHuman, errors: true, raw: []string{"px-captcha"}},
	{maker: "akamai", kind: checks.PageHuman, errors: true, text: []string{"pardon our interruption"}},
	{maker: "ddos-guard", kind: checks.PageHuman, errors: true, header: "server", contains: "ddos-guard"},
	{maker: "google", kind: checks.PageHuman, errors: true, text: []string{"unusual traffic from your computer network"}},
	{maker: "imperva", kind: checks.PageHuman, small: true, raw: []string{"_incapsula_resource", "<iframe"}},

	// Filters between the user and the service.
	{maker: "iran-filter", kind: checks.PageBlock, small: true, raw: []string{"//10.10.34.3"}},
	{maker: "kcsc", kind: checks.PageBlock, small: true, raw: []string{"//warning.or.kr"}},
	{maker: "kcsc", kind: checks.PageBlock, header: "location", contains: "//warning.or.kr"},
	{maker: "opendns", kind: checks.PageBlock, small: true, raw: []string{"block.opendns.com"}},
	{maker: "opendns", kind: checks.PageBlock, header: "location", contains: "block.opendns.com"},
	{maker: "opendns", kind: checks.PageBlock, small: true, raw: []string{"malware.opendns.com"}},
	{maker: "opendns", kind: checks.PageBlock, header: "location", contains: "malware.opendns.com"},
	{maker: "fortiguard", kind: checks.PageBlock, small: true, text: []string{"fortiguard", "blocked"}},
	{maker: "fortiguard", kind: checks.PageBlock, header: "location", contains: "fortiguard"},
	{maker: "securly", kind: checks.PageBlock, small: true, raw: []string{"securly.com/blocked"}},
	{maker: "securly", kind: checks.PageBlock, header: "location", contains: "securly.com/blocked"},
	{maker: "lightspeed", kind: checks.PageBlock, small: true, raw: []string{"lsfilter.com"}},
	{maker: "lightspeed", kind: checks.PageBlock, header: "location", contains: "lsfilter.com"},
	{maker: "goguardian", kind: checks.PageBlock, small: true, raw: []string{"blocked.goguardian.com"}},
	{maker: "goguardian", kind: checks.PageBlock, header: "location", contains: "blocked.goguardian.com"},
	{maker: "zscaler", kind: checks.PageBlock, errors: true, text: []string{"zscaler", "protect"}},
	{maker: "paloalto", kind: checks.PageBlock, errors: true, text: []string{"web page blocked", "in accordance with company policy"}},
	{maker: "bluecoat", kind: checks.PageBlock, errors: true, text: []string{"content_filter_denied"}},
	{maker: "internet-positif", kind: checks.PageBlock, small: true, text: []string{"internet positif"}},
	{maker: "internet-positif", kind: checks.PageBlock, header: "location", contains: "internetpositif"},
	{maker: "roskomnadzor", kind: checks.PageBlock, small: true, text: []string{"роскомнадзор", "ограничен"}},
	{maker: "btk", kind: checks.PageBlock, small: true, text: []string{"5651 say", "engellen"}},
	{maker: "vn-filter", kind: checks.PageBlock, small: true, text: []string{"trang web bị chặn"}},

	// Proxies on the user's side.
	{maker: "squid", kind: checks.PageProxy, header: "x-squid-error"},
	{maker: "squid", kind: checks.PageProxy, errors: true, text: []string{"error: the requested url could not be retrieved"}},
	{maker: "squid", kind: checks.PageProxy, errors: true, header: "server", contains: "squid"},
	{maker: "tinyproxy", kind: checks.PageProxy, errors: true, header: "server", contains: "tinyproxy"},
	{maker: "tinyproxy", kind: checks.PageProxy, errors: true, text: []string{"unable to connect", "tinyproxy"}},
	{maker: "privoxy", kind: checks.PageProxy, errors: true, text: []string{"privoxy@"}},
	{maker: "3proxy", kind: checks.PageProxy, errors: true, text: []string{"3proxy"}},

	// Cloudflare's own pages. Other bodies behind it are the origin's.
	{maker: "cloudflare", kind: kindCloudflare, errors: true, header: "cf-error-type"},
	{maker: "cloudflare", kind: kindCloudflare, errors: true, header: "cf-error-origin"},
	{maker: "cloudflare", kind: checks.PageBlock, errors: true, text: []string{"cloudflare", "sorry, you have been blocked"}},
	{maker: "cloudflare", kind: kindCloudflare, errors: true, raw: []string{`id="cf-error-details"`}},
	{maker: "cloudflare", kind: kindCloudflare, errors: true, raw: []string{`id="cf-wrapper"`}},
	{maker: "cloudflare", kind: kindCloudflare, errors: true, raw: []string{"<center>cloudflare</center>"}},
	{maker: "cloudflare", kind: kindCloudflare, errors: true, raw: []string{"<center>cloudflare-nginx</center>"}},
	{maker: "cloudflare", kind: kindCloudflare, errors: true, small: true, text: []string{"error code: "}, header: "server", contains: "cloudflare"},

	// Other delivery networks and platforms: they turn visitors away, or report the origin.
	{maker: "cloudfront", kind: checks.PageBlock, status: []int{403}, text: []string{"the request could not be satisfied", "block"}},
	{maker: "cloudfront", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"generated by cloudfront"}},
	{maker: "cloudfront", kind: checks.PageOrigin, status: gatewayStatus, header: "x-cache", contains: "error from cloudfront"},
	{maker: "akamai", kind: checks.PageBlock, status: []int{403}, text: []string{"access denied", "reference #"}},
	{maker: "akamai", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"an error occurred while processing your request", "reference #"}},
	{maker: "akamai", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"did not receive a timely response from the upstream server", "reference #"}},
	{maker: "akamai", kind: checks.PageOrigin, status: gatewayStatus, header: "server", contains: "akamai"},
	{maker: "azure", kind: checks.PageOrigin, status: gatewayStatus, raw: []string{"microsoft-azure-application-gateway"}},
	{maker: "azure", kind: checks.PageOrigin, status: gatewayStatus, header: "server", contains: "microsoft-azure-application-gateway"},
	{maker: "azure", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"our services aren't available right now"}},
	{maker: "fastly", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"guru mediation:"}},
	{maker: "fastly", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"fastly error:"}},
	{maker: "varnish", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"guru meditation:"}},
	{maker: "varnish", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"varnish cache server"}},
	{maker: "imperva", kind: checks.PageBlock, errors: true, text: []string{"incapsula incident id"}},
	{maker: "sucuri", kind: checks.PageBlock, errors: true, text: []string{"sucuri website firewall", "access denied"}},
	{maker: "vercel", kind: checks.PageBlock, header: "x-vercel-mitigated", contains: "deny"},
	{maker: "vercel", kind: checks.PageEdge, errors: true, header: "x-vercel-error", contains: "internal_"},
	{maker: "vercel", kind: checks.PageOrigin, status: gatewayStatus, header: "x-vercel-error"},
	{maker: "vercel", kind: checks.PageOrigin, status: gatewayStatus, header: "server", contains: "vercel"},
	{maker: "netlify", kind: checks.PageOrigin, status: gatewayStatus, header: "x-nf-request-id"},
	{maker: "netlify", kind: checks.PageOrigin, status: gatewayStatus, header: "server", contains: "netlify"},
	{maker: "heroku", kind: checks.PageOrigin, status: gatewayStatus, raw: []string{"herokucdn.com/error-pages/"}},
	{maker: "heroku", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"an error occurred in the application and your page could not be served"}},
	{maker: "google", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"that's an error.", "that's all we know."}},
	{maker: "google", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"error: server error", "could not complete your request"}},
	{maker: "ngrok", kind: checks.PageOrigin, errors: true, header: "ngrok-error-code"},
	{maker: "aws-api-gateway", kind: checks.PageOrigin, status: gatewayStatus, header: "x-amzn-errortype"},
	{maker: "aws-api-gateway", kind: checks.PageOrigin, status: gatewayStatus, header: "x-amzn-requestid", text: []string{`"message"`}},
	{maker: "awselb", kind: checks.PageOrigin, status: gatewayStatus, raw: []string{"<center>awselb/"}},
	{maker: "awselb", kind: checks.PageOrigin, status: gatewayStatus, header: "server", contains: "awselb"},

	// Web servers and load balancers of the service itself.
	{maker: "openresty", kind: checks.PageOrigin, status: gatewayStatus, raw: []string{"<center>openresty"}},
	{maker: "tengine", kind: checks.PageOrigin, status: gatewayStatus, raw: []string{"<center>tengine"}},
	{maker: "angie", kind: checks.PageOrigin, status: gatewayStatus, raw: []string{"<center>angie"}},
	{maker: "nginx", kind: checks.PageOrigin, status: gatewayStatus, raw: []string{"<center>nginx"}},
	{maker: "apache", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"the proxy server received an invalid response from an upstream server"}},
	{maker: "apache", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"the proxy server could not handle the request"}},
	{maker: "apache", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"temporarily unable to service your request due to maintenance downtime or capacity problems"}},
	{maker: "apache", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"the gateway did not receive a timely response from the upstream server or application"}},
	{maker: "haproxy", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"the server returned an invalid or incomplete response."}},
	{maker: "haproxy", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"no server is available to handle this request."}},
	{maker: "haproxy", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"the server didn't respond in time."}},
	{maker: "iis", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"web server received an invalid response while acting as a gateway or proxy server"}},
	{maker: "iis", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"there is a problem with the page you are looking for, and it cannot be displayed"}},
	{maker: "iis", kind: checks.PageOrigin, status: gatewayStatus, header: "x-powered-by", contains: "arr/"},
	{maker: "envoy", kind: checks.PageOrigin, status: gatewayStatus, text: []string{"upstream connect error or disconnect/reset before headers"}},
	{maker: "envoy", kind: checks.PageOrigin, status: gatewayStatus, exactly: "no healthy upstream"},
	{maker: "envoy", kind: checks.PageOrigin, status: gatewayStatus, exactly: "upstream request timeout"},
	{maker: "traefik", kind: checks.PageOrigin, status: []int{502}, exactly: "bad gateway"},
	{maker: "traefik", kind: checks.PageOrigin, status: []int{504}, exactly: "gateway timeout"},
}

// edgeHeaders are headers that only one delivery network sets, on every answer.
var edgeHeaders = []struct{ name, contains, edge string }{
	{"cf-ray", "", "cloudflare"},
	{"cf-error-type", "", "cloudflare"},
	{"server", "cloudflare", "cloudflare"},
	{"x-amz-cf-id", "", "cloudfront"},
	{"via", "cloudfront.net", "cloudfront"},
	{"x-cache", "error from cloudfront", "cloudfront"},
	{"server", "akamai", "akamai"},
	{"akamai-grn", "", "akamai"},
	{"x-azure-ref", "", "azure"},
	{"x-fastly-request-id", "", "fastly"},
	{"x-served-by", "cache-", "fastly"},
	{"x-vercel-id", "", "vercel"},
	{"server", "vercel", "vercel"},
	{"x-nf-request-id", "", "netlify"},
	{"via", "1.1 google", "google"},
}

// rayHeaders hold the request id of an edge, the one to name to its support.
var rayHeaders = []string{"cf-ray", "x-amz-cf-id", "x-azure-ref", "x-vercel-id", "x-nf-request-id", "akamai-grn", "x-fastly-request-id"}

// servers are the beginnings of Server headers of known families.
var servers = []struct{ prefix, maker string }{
	{"nginx", "nginx"},
	{"openresty", "openresty"},
	{"tengine", "tengine"},
	{"angie", "angie"},
	{"apache", "apache"},
	{"caddy", "caddy"},
	{"envoy", "envoy"},
	{"istio-envoy", "envoy"},
	{"microsoft-iis", "iis"},
	{"haproxy", "haproxy"},
	{"varnish", "varnish"},
	{"awselb", "awselb"},
	{"akamai", "akamai"},
	{"vercel", "vercel"},
	{"netlify", "netlify"},
	{"heroku", "heroku"},
	{"cowboy", "heroku"},
	{"gws", "google"},
	{"google frontend", "google"},
	{"squid", "squid"},
	{"litespeed", "litespeed"},
	{"gunicorn", "gunicorn"},
	{"kestrel", "kestrel"},
}
