package verdict

import "fix502/checks"

// humanChecks ask whether the visitor is a person. They are no outage.
var humanChecks = []signature{
	{maker: "cloudflare", kind: checks.PageHuman, header: "cf-mitigated", contains: "challenge"},
	{maker: "cloudflare", kind: checks.PageHuman, errors: true, raw: []string{"<title>just a moment..."}},
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
	{maker: "cloudflare", kind: checks.PageHuman, errors: true, raw: []string{"challenges.cloudflare.com/turnstile"}},
	{maker: "hcaptcha", kind: checks.PageHuman, errors: true, raw: []string{"hcaptcha.com/", "h-captcha"}},
	{maker: "recaptcha", kind: checks.PageHuman, errors: true, raw: []string{"/recaptcha/", "g-recaptcha"}},
	{maker: "perimeterx", kind: checks.PageHuman, errors: true, text: []string{"press & hold to confirm you are a human"}},
	{maker: "akamai", kind: checks.PageHuman, errors: true, raw: []string{"/_sec/cp_challenge/"}},
}

// blockPages come from filters between the user and the service: of a network, a
// company, a country.
var blockPages = []signature{
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
	{maker: "paloalto", kind: checks.PageBlock, errors: true, text: []string{"web page blocked", "in accordance with company policy"}},
	{maker: "bluecoat", kind: checks.PageBlock, errors: true, text: []string{"content_filter_denied"}},
	{maker: "internet-positif", kind: checks.PageBlock, small: true, text: []string{"internet positif"}},
	{maker: "internet-positif", kind: checks.PageBlock, header: "location", contains: "internetpositif"},
	{maker: "roskomnadzor", kind: checks.PageBlock, small: true, text: []string{"роскомнадзор", "ограничен"}},
	{maker: "btk", kind: checks.PageBlock, small: true, text: []string{"5651 say", "engellen"}},
	{maker: "vn-filter", kind: checks.PageBlock, small: true, text: []string{"trang web bị chặn"}},
	{maker: "kcsc", kind: checks.PageBlock, small: true, raw: []string{"//www.warning.or.kr"}},
	{maker: "kcsc", kind: checks.PageBlock, header: "location", contains: "//www.warning.or.kr"},
	{maker: "adguard", kind: checks.PageBlock, small: true, text: []string{"adguard has blocked access"}},
	{maker: "kaspersky", kind: checks.PageBlock, errors: true, small: true, text: []string{"the requested url cannot be provided", "kaspersky"}},
	{maker: "eset", kind: checks.PageBlock, errors: true, small: true, text: []string{"access to the web page was blocked"}},
	{maker: "zscaler", kind: checks.PageBlock, errors: true, text: []string{"zscaler", "protect"}},
}

// vendors are makers of filters whose block pages name them, each in words of its
// own. Only errors count, else a vendor's own website would look like one.
var vendors = []struct{ name, maker string }{
	{"sophos", "sophos"},
	{"bitdefender", "bitdefender"},
	{"qustodio", "qustodio"},
	{"net nanny", "net-nanny"},
	{"smoothwall", "smoothwall"},
	{"linewize", "linewize"},
	{"covenant eyes", "covenant-eyes"},
	{"barracuda", "barracuda"},
	{"forcepoint", "forcepoint"},
	{"websense", "forcepoint"},
	{"watchguard", "watchguard"},
	{"sonicwall", "sonicwall"},
	{"netskope", "netskope"},
	{"cisco umbrella", "opendns"},
}

// vendorPages are the block pages of vendors: a small page that names one and says
// that something is blocked.
func vendorPages() []signature {
	var list []signature
	for _, v := range vendors {
		list = append(list, signature{maker: v.maker, kind: checks.PageBlock, errors: true, small: true, text: []string{v.name, "blocked"}})
	}
	return list
}

// userProxies are go-betweens on the user's side: of this computer, a school, a company.
var userProxies = []signature{
	{maker: "squid", kind: checks.PageProxy, header: "x-squid-error"},
	{maker: "squid", kind: checks.PageProxy, errors: true, text: []string{"error: the requested url could not be retrieved"}},
	{maker: "squid", kind: checks.PageProxy, errors: true, text: []string{"generated ", "(squid/"}},
	{maker: "squid", kind: checks.PageProxy, errors: true, header: "server", contains: "squid"},
	{maker: "tinyproxy", kind: checks.PageProxy, errors: true, header: "server", contains: "tinyproxy"},
	{maker: "tinyproxy", kind: checks.PageProxy, errors: true, text: []string{"unable to connect", "tinyproxy"}},
	{maker: "privoxy", kind: checks.PageProxy, errors: true, text: []string{"privoxy@"}},
	{maker: "3proxy", kind: checks.PageProxy, errors: true, text: []string{"3proxy"}},
}
