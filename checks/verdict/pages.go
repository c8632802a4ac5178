package verdict

import "slices"

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
	exactly     string   // the whole body is this and nothing else
	also        func(page) bool
}

// Pages of these makers say themselves of which kind they are.
const (
	kindCloudflare = "cloudflare"
	kindVercel     = "vercel"
)

// smallPage is the size up to which a page can be a block or a check page, in bytes with
// runs of white space counted once.
const smallPage = 16 << 10

var gatewayStatus = []int{500, 502, 503, 504}

// signatures are tried in order: what stops the visitor comes before what failed,
// what only one product writes before what many write.
var signatures = slices.Concat(humanChecks, blockPages, vendorPages(), userProxies, cloudflarePages, networkPages, serverPages)

// edgeHeaders are headers that only one delivery network sets, on every answer.
var edgeHeaders = []struct{ name, contains, edge string }{
	{"cf-ray", "", "cloudflare"},
	{"cf-error-type", "", "cloudflare"},
	{"cf-error-origin", "", "cloudflare"},
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
	{"microsoft-httpapi", "iis"},
	{"microsoft-azure", "azure"},
	{"cloudfront", "cloudfront"},
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
	{"esf", "google"},
	{"uploadserver", "google"},
	{"squid", "squid"},
	{"litespeed", "litespeed"},
	{"gunicorn", "gunicorn"},
	{"kestrel", "kestrel"},
}
