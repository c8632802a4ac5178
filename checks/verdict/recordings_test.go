package verdict

import (
	"strings"

	"fix502/checks"
)

type headers = map[string]string

// answers of known makers, written for these tests after what each one sends.
type recorded struct {
	name   string
	status int
	header headers
	body   string
	want   checks.PageFact
}

func nginxLike(title, product string) string {
	return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title + "</h1></center>\r\n<hr><center>" + product + "</center>\r\n</body>\r\n</html>\r\n"
}

func branded(failing string) string {
	class := func(who string) string {
		if who == failing {
			return "cf-error-source relative"
		}
		return "relative"
	}
	return `<!DOCTYPE html><html><head><title>chat.example | 502: Bad gateway</title></head><body><div id="cf-wrapper"><div id="cf-error-details">
<h1><span>Bad gateway</span><span class="code-label">Error code 502</span></h1>
<div id="cf-browser-status" class="` + class("browser") + `">You Browser Working</div>
<div id="cf-cloudflare-status" class="` + class("cloudflare") + `">Frankfurt Cloudflare Working</div>
<div id="cf-host-status" class="` + class("host") + `">chat.example Host Error</div>
<span>Cloudflare Ray ID: <strong class="font-semibold">8f00aa11bb22cc33</strong></span></div></div></body></html>`
}

var cloudflareHeader = headers{"Server": "cloudflare", "Cf-Ray": "8f00aa11bb22cc33-FRA"}

const cloudflareRay = "8f00aa11bb22cc33-fra"

var recordings = []recorded{
	// Cloudflare.
	{"Cloudflare's page for a failing origin", 502, cloudflareHeader, branded("host"), checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Edge: "cloudflare", Ray: cloudflareRay}},
	{"Cloudflare's page for its own failure", 500, cloudflareHeader, branded("cloudflare"), checks.PageFact{Maker: "cloudflare", Kind: checks.PageEdge, Edge: "cloudflare", Code: 502, Ray: cloudflareRay}},
	{"Cloudflare's page that blames the visitor", 400, cloudflareHeader, branded("browser"), checks.PageFact{Maker: "cloudflare", Kind: checks.PageBlock, Edge: "cloudflare", Code: 502, Ray: cloudflareRay}},
	{"Cloudflare's page saved without headers", 502, nil, branded("host"), checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Ray: "8f00aa11bb22cc33"}},
	{"Cloudflare's page in an older dress", 502, cloudflareHeader, `<div id="cf-wrapper"><h1>Error 522</h1></div>`, checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Edge: "cloudflare", Code: 522, Ray: cloudflareRay}},
	{"Cloudflare's bare page", 502, cloudflareHeader, nginxLike("502 Bad Gateway", "cloudflare"), checks.PageFact{Maker: "cloudflare", Kind: checks.PageEdge, Edge: "cloudflare", Ray: cloudflareRay}},
	{"Cloudflare's bare page of old", 504, cloudflareHeader, nginxLike("504 Gateway Time-out", "cloudflare-nginx"), checks.PageFact{Maker: "cloudflare", Kind: checks.PageEdge, Edge: "cloudflare", Ray: cloudflareRay}},
	{"the origin's nginx page behind Cloudflare", 502, cloudflareHeader, nginxLike("502 Bad Gateway", "nginx/1.26.0"), checks.PageFact{Maker: "nginx", Kind: checks.PageOrigin, Edge: "cloudflare", Ray: cloudflareRay}},
	{"the origin's own page behind Cloudflare", 503, cloudflareHeader, "<h1>We are tidying up</h1>", checks.PageFact{Kind: checks.PageOrigin, Edge: "cloudflare", Ray: cloudflareRay}},
	{"plain 502", 502, cloudflareHeader, "error code: 502", checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Edge: "cloudflare", Ray: cloudflareRay}},
	{"plain 500", 500, cloudflareHeader, "error code: 500", checks.PageFact{Maker: "cloudflare", Kind: checks.PageEdge, Edge: "cloudflare", Ray: cloudflareRay}},
	{"plain 522", 522, cloudflareHeader, "error code: 522\n", checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Edge: "cloudflare", Ray: cloudflareRay}},
	{"530 with 1016", 530, cloudflareHeader, "error code: 1016", checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Edge: "cloudflare", Code: 1016, Ray: cloudflareRay}},
	{"plain 1015", 429, cloudflareHeader, "error code: 1015", checks.PageFact{Maker: "cloudflare", Kind: checks.PageLimit, Edge: "cloudflare", Code: 1015, Ray: cloudflareRay}},
	{"plain 1020", 403, cloudflareHeader, "error code: 1020", checks.PageFact{Maker: "cloudflare", Kind: checks.PageBlock, Edge: "cloudflare", Code: 1020, Ray: cloudflareRay}},
	{"its header names the number", 502, headers{"server": "cloudflare", "cf-error-type": "1101"}, "{}", checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Edge: "cloudflare", Code: 1101}},
	{"its header names the maker", 429, headers{"Cf-Error-Origin": "fl"}, "{}", checks.PageFact{Maker: "cloudflare", Kind: checks.PageLimit, Edge: "cloudflare"}},
	{"its header names its own failure", 503, headers{"Cf-Error-Origin": "fl"}, "{}", checks.PageFact{Maker: "cloudflare", Kind: checks.PageEdge, Edge: "cloudflare"}},
	{"its header names a number of the site's name", 530, headers{"Cf-Error-Type": "1016"}, "", checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Edge: "cloudflare", Code: 1016}},
	{"its header names a ban", 403, headers{"Cf-Error-Type": "1009"}, "", checks.PageFact{Maker: "cloudflare", Kind: checks.PageBlock, Edge: "cloudflare", Code: 1009}},
	{"its header is no number", 502, headers{"Cf-Error-Type": "52x"}, "", checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Edge: "cloudflare"}},
	{"a page of the 1xxx", 403, cloudflareHeader, `<div id="cf-wrapper"><h1><span class="cf-error-type">Error</span> <span class="cf-error-code">1020</span></h1><h2>Access denied</h2></div>`, checks.PageFact{Maker: "cloudflare", Kind: checks.PageBlock, Edge: "cloudflare", Code: 1020, Ray: cloudflareRay}},
	{"the class before the id", 502, cloudflareHeader, `<div id="cf-wrapper"><p>Error code 502</p><div class="cf-error-source" id="cf-cloudflare-status">`, checks.PageFact{Maker: "cloudflare", Kind: checks.PageEdge, Edge: "cloudflare", Ray: cloudflareRay}},
	{"only its link is left", 504, nil, `<h1>Gateway time-out</h1> Error code 504 <a href="https://www.cloudflare.com/5xx-error-landing?utm_source=errorcode_504">`, checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin}},
	{"plain 504", 504, cloudflareHeader, "error code: 504", checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Edge: "cloudflare", Ray: cloudflareRay}},
	{"plain 503", 503, cloudflareHeader, "Error Code: 503", checks.PageFact{Maker: "cloudflare", Kind: checks.PageEdge, Edge: "cloudflare", Ray: cloudflareRay}},
	{"the origin's own words about a code", 503, cloudflareHeader, "<h1>Shop closed</h1> error code: 503, call 555 1015", checks.PageFact{Kind: checks.PageOrigin, Edge: "cloudflare", Ray: cloudflareRay}},
	{"a number that is too long", 502, cloudflareHeader, `<div id="cf-wrapper">Error 52212345, error message, error code 522</div>`, checks.PageFact{Maker: "cloudflare", Kind: checks.PageOrigin, Edge: "cloudflare", Code: 522, Ray: cloudflareRay}},
	{"blocked by a rule", 403, cloudflareHeader, "<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>", checks.PageFact{Maker: "cloudflare", Kind: checks.PageBlock, Edge: "cloudflare", Ray: cloudflareRay}},
	{"a good page behind Cloudflare", 200, cloudflareHeader, "<p>How to fix error code: 502</p>", checks.PageFact{Edge: "cloudflare", Ray: cloudflareRay}},

	// Checks for humans.
	{"challenge by header", 403, headers{"Cf-Mitigated": "challenge", "Server": "cloudflare"}, "", checks.PageFact{Maker: "cloudflare", Kind: checks.PageHuman, Edge: "cloudflare"}},
	{"just a moment", 503, nil, "<html><head>\n<title>Just a moment...</title></head></html>", checks.PageFact{Maker: "cloudflare", Kind: checks.PageHuman}},
	{"challenge in another language", 403, nil, `<script>window._cf_chl_opt={};</script><script src="/cdn-cgi/challenge-platform/h/g/x"></script>`, checks.PageFact{Maker: "cloudflare", Kind: checks.PageHuman}},
	{"captcha", 403, nil, "<title>Attention Required! | Cloudflare</title><p>Complete the captcha</p>", checks.PageFact{Maker: "cloudflare", Kind: checks.PageHuman}},
	{"AWS", 202, headers{"X-Amzn-Waf-Action": "challenge"}, "", checks.PageFact{Maker: "aws", Kind: checks.PageHuman}},
	{"Vercel", 429, headers{"X-Vercel-Mitigated": "challenge", "Server": "Vercel"}, "", checks.PageFact{Maker: "vercel", Kind: checks.PageHuman, Edge: "vercel"}},
	{"DataDome", 403, nil, `<script src="https://ct.captcha-delivery.com/c.js">`, checks.PageFact{Maker: "datadome", Kind: checks.PageHuman}},
	{"PerimeterX", 403, nil, `<div id="px-captcha"></div>`, checks.PageFact{Maker: "perimeterx", Kind: checks.PageHuman}},
	{"Akamai's check", 403, nil, "<h1>Pardon Our Interruption</h1>", checks.PageFact{Maker: "akamai", Kind: checks.PageHuman}},
	{"just a moment, as it is typeset", 403, nil, "<HTML><TITLE>Just a moment…</TITLE></HTML>", checks.PageFact{Maker: "cloudflare", Kind: checks.PageHuman}},
	{"Turnstile", 403, cloudflareHeader, `<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>`, checks.PageFact{Maker: "cloudflare", Kind: checks.PageHuman, Edge: "cloudflare", Ray: cloudflareRay}},
	{"hCaptcha", 429, nil, `<script src="https://js.hcaptcha.com/1/api.js"></script><div class="h-captcha"></div>`, checks.PageFact{Maker: "hcaptcha", Kind: checks.PageHuman}},
	{"reCAPTCHA", 403, nil, `<script src="https://www.google.com/recaptcha/api.js"></script><div class="g-recaptcha"></div>`, checks.PageFact{Maker: "recaptcha", Kind: checks.PageHuman}},
	{"a page to sign in with a captcha on it", 200, nil, `<script src="https://js.hcaptcha.com/1/api.js"></script><div class="h-captcha"></div>`, checks.PageFact{}},
	{"PerimeterX in words", 403, nil, "<p>Press &amp; Hold to confirm you are a human (and not a bot).</p>", checks.PageFact{Maker: "perimeterx", Kind: checks.PageHuman}},
	{"Akamai's other check", 428, nil, `<script src="/_sec/cp_challenge/ak-challenge-4-3.js">`, checks.PageFact{Maker: "akamai", Kind: checks.PageHuman}},
	{"DDoS-Guard", 403, headers{"Server": "ddos-guard"}, "", checks.PageFact{Maker: "ddos-guard", Kind: checks.PageHuman}},
	{"Google's check", 429, nil, "Our systems have detected unusual traffic from your computer network.", checks.PageFact{Maker: "google", Kind: checks.PageHuman}},
	{"Imperva's check", 200, nil, `<iframe src="/_Incapsula_Resource?x=1"></iframe>`, checks.PageFact{Maker: "imperva", Kind: checks.PageHuman}},

	// Block pages.
	{"Iran", 403, nil, `<iframe src="http://10.10.34.34?type=x"></iframe>`, checks.PageFact{Maker: "iran-filter", Kind: checks.PageBlock}},
	{"Korea", 200, nil, `<script>location.href="http://warning.or.kr"</script>`, checks.PageFact{Maker: "kcsc", Kind: checks.PageBlock}},
	{"Korea, with www", 200, nil, `<iframe src="http://www.warning.or.kr">`, checks.PageFact{Maker: "kcsc", Kind: checks.PageBlock}},
	{"Korea by redirect", 302, headers{"Location": "http://www.warning.or.kr/"}, "", checks.PageFact{Maker: "kcsc", Kind: checks.PageBlock}},
	{"Korea by redirect to the bare name", 302, headers{"Location": "http://warning.or.kr/"}, "", checks.PageFact{Maker: "kcsc", Kind: checks.PageBlock}},
	{"OpenDNS", 200, nil, `<a href="https://block.opendns.com/?url=x">`, checks.PageFact{Maker: "opendns", Kind: checks.PageBlock}},
	{"OpenDNS by redirect", 303, headers{"Location": "https://block.opendns.com/"}, "", checks.PageFact{Maker: "opendns", Kind: checks.PageBlock}},
	{"OpenDNS, malware", 200, nil, `<a href="https://malware.opendns.com/">`, checks.PageFact{Maker: "opendns", Kind: checks.PageBlock}},
	{"OpenDNS, malware by redirect", 303, headers{"Location": "https://malware.opendns.com/"}, "", checks.PageFact{Maker: "opendns", Kind: checks.PageBlock}},
	{"FortiGuard", 403, nil, "<h3>FortiGuard Intrusion Prevention - Access Blocked</h3>", checks.PageFact{Maker: "fortiguard", Kind: checks.PageBlock}},
	{"FortiGuard by redirect", 302, headers{"Location": "http://fgt.example:1000/fortiguard?x"}, "", checks.PageFact{Maker: "fortiguard", Kind: checks.PageBlock}},
	{"Securly", 200, nil, `<meta content="0;url=https://www.securly.com/blocked?x">`, checks.PageFact{Maker: "securly", Kind: checks.PageBlock}},
	{"Securly by redirect", 302, headers{"Location": "https://www.securly.com/blocked?x"}, "", checks.PageFact{Maker: "securly", Kind: checks.PageBlock}},
	{"Lightspeed", 200, nil, `<script src="https://x.lsfilter.com/">`, checks.PageFact{Maker: "lightspeed", Kind: checks.PageBlock}},
	{"Lightspeed by redirect", 302, headers{"Location": "https://x.lsfilter.com/"}, "", checks.PageFact{Maker: "lightspeed", Kind: checks.PageBlock}},
	{"GoGuardian", 200, nil, `<a href="https://blocked.goguardian.com/">`, checks.PageFact{Maker: "goguardian", Kind: checks.PageBlock}},
	{"GoGuardian by redirect", 302, headers{"Location": "https://blocked.goguardian.com/"}, "", checks.PageFact{Maker: "goguardian", Kind: checks.PageBlock}},
	{"Zscaler", 403, nil, "Your organization has selected Zscaler to protect you", checks.PageFact{Maker: "zscaler", Kind: checks.PageBlock}},
	{"Palo Alto", 503, nil, "<h1>Web Page Blocked</h1> has been blocked in accordance with company policy.", checks.PageFact{Maker: "paloalto", Kind: checks.PageBlock}},
	{"Blue Coat", 403, nil, "Access Denied (content_filter_denied)", checks.PageFact{Maker: "bluecoat", Kind: checks.PageBlock}},
	{"Indonesia", 200, nil, "<title>Internet Positif</title>", checks.PageFact{Maker: "internet-positif", Kind: checks.PageBlock}},
	{"Indonesia by redirect", 302, headers{"Location": "http://internetpositif.id/"}, "", checks.PageFact{Maker: "internet-positif", Kind: checks.PageBlock}},
	{"Russia", 200, nil, "<p>Доступ ограничен</p><p>Роскомнадзор</p>", checks.PageFact{Maker: "roskomnadzor", Kind: checks.PageBlock}},
	{"Türkiye", 200, nil, "<p>5651 sayılı Kanun uyarınca erişime engellenmiştir</p>", checks.PageFact{Maker: "btk", Kind: checks.PageBlock}},
	{"Vietnam", 200, nil, "<h1>Trang web bị chặn</h1>", checks.PageFact{Maker: "vn-filter", Kind: checks.PageBlock}},
	{"AdGuard", 200, nil, "<title>Access blocked</title><h1>AdGuard has blocked access to this page</h1>", checks.PageFact{Maker: "adguard", Kind: checks.PageBlock}},
	{"Kaspersky", 403, nil, "<h1>Access denied</h1><p>The requested URL cannot be provided</p><p>Kaspersky</p>", checks.PageFact{Maker: "kaspersky", Kind: checks.PageBlock}},
	{"ESET", 403, nil, "<h1>Website blocked</h1><p>Access to the web page was blocked.</p>", checks.PageFact{Maker: "eset", Kind: checks.PageBlock}},
	{"a shop that speaks of ad blockers", 403, nil, "<h1>Please switch off AdGuard</h1> Your request was blocked.", checks.PageFact{}},
	{"a vendor's own website", 200, nil, "<h1>Sophos</h1> Threats blocked today: 7", checks.PageFact{}},
	{"a long article about a block page", 200, nil, "<p>See //warning.or.kr</p>" + strings.Repeat("<p>more</p>", 2000), checks.PageFact{}},

	// Proxies on the user's side.
	{"Squid by header", 503, headers{"X-Squid-Error": "ERR_CONNECT_FAIL 111"}, "", checks.PageFact{Maker: "squid", Kind: checks.PageProxy}},
	{"Squid by page", 503, nil, "<title>ERROR: The requested URL could not be\n retrieved</title>", checks.PageFact{Maker: "squid", Kind: checks.PageProxy}},
	{"Squid by its foot", 504, nil, "<p>Generated Sun, 22 Nov 2026 10:00:00 GMT by gate (squid/6.6)</p>", checks.PageFact{Maker: "squid", Kind: checks.PageProxy}},
	{"Squid by name", 407, headers{"Server": "squid/6.6"}, "", checks.PageFact{Maker: "squid", Kind: checks.PageProxy}},
	{"tinyproxy by name", 500, headers{"Server": "tinyproxy/1.11"}, "", checks.PageFact{Maker: "tinyproxy", Kind: checks.PageProxy}},
	{"tinyproxy by page", 500, nil, "<h1>Unable to connect</h1><em>tinyproxy version 1.11</em>", checks.PageFact{Maker: "tinyproxy", Kind: checks.PageProxy}},
	{"Privoxy", 503, nil, "<title>503 - Connect failed (Privoxy@host)</title>", checks.PageFact{Maker: "privoxy", Kind: checks.PageProxy}},
	{"3proxy", 502, nil, "<h2>502 Bad Gateway</h2><h3>3proxy</h3>", checks.PageFact{Maker: "3proxy", Kind: checks.PageProxy}},
	{"a proxy that wants a login", 407, nil, "", checks.PageFact{Kind: checks.PageProxy}},

	// Other delivery networks and platforms.
	{"CloudFront, origin", 502, headers{"X-Cache": "Error from cloudfront", "X-Amz-Cf-Id": "AbC_1=="}, "<h1>502 ERROR</h1><h2>The request could not be satisfied.</h2> Generated by cloudfront (CloudFront)", checks.PageFact{Maker: "cloudfront", Kind: checks.PageOrigin, Edge: "cloudfront", Ray: "abc_1=="}},
	{"CloudFront by header", 504, headers{"X-Cache": "Error from cloudfront"}, "", checks.PageFact{Maker: "cloudfront", Kind: checks.PageOrigin, Edge: "cloudfront"}},
	{"CloudFront, country", 403, nil, "The request could not be satisfied. configured to block access from your country.", checks.PageFact{Maker: "cloudfront", Kind: checks.PageBlock}},
	{"Akamai, denied", 403, headers{"Server": "AkamaiGHost"}, "<h1>Access Denied</h1> You don't have permission. Reference&#32;&#35;18&#46;abc", checks.PageFact{Maker: "akamai", Kind: checks.PageBlock, Edge: "akamai"}},
	{"Akamai, error", 503, headers{"Server": "AkamaiGHost"}, "An error occurred while processing your request.<p>Reference&#32;&#35;30&#46;abc", checks.PageFact{Maker: "akamai", Kind: checks.PageOrigin, Edge: "akamai"}},
	{"Akamai, timeout", 504, nil, "<h1>Gateway Timeout</h1>The proxy server did not receive a timely response from the upstream server. Reference #1.a", checks.PageFact{Maker: "akamai", Kind: checks.PageOrigin}},
	{"Akamai by header", 502, headers{"Server": "AkamaiNetStorage"}, "", checks.PageFact{Maker: "akamai", Kind: checks.PageOrigin, Edge: "akamai"}},
	{"Azure Application Gateway", 502, headers{"Server": "Microsoft-Azure-Application-Gateway/v2"}, nginxLike("502 Bad Gateway", "Microsoft-Azure-Application-Gateway/v2"), checks.PageFact{Maker: "azure", Kind: checks.PageOrigin}},
	{"Azure Application Gateway by header", 502, headers{"Server": "Microsoft-Azure-Application-Gateway/v2"}, "", checks.PageFact{Maker: "azure", Kind: checks.PageOrigin}},
	{"Akamai, by its link", 503, nil, "<h1>Error</h1>https&#58;&#47;&#47;errors&#46;edgesuite&#46;net&#47;30&#46;abc", checks.PageFact{Maker: "akamai", Kind: checks.PageOrigin}},
	{"Azure by a header", 504, headers{"X-Azure-Externalerror": "0x80072ee2,OriginTimeout"}, "", checks.PageFact{Maker: "azure", Kind: checks.PageOrigin}},
	{"Azure Front Door", 503, headers{"X-Azure-Ref": "0abc"}, "<h2>Our services aren't available right now</h2>", checks.PageFact{Maker: "azure", Kind: checks.PageOrigin, Edge: "azure", Ray: "0abc"}},
	{"Fastly", 503, headers{"X-Served-By": "cache-fra-1"}, "<h1>Error 503</h1><p>Guru Mediation:</p>", checks.PageFact{Maker: "fastly", Kind: checks.PageOrigin, Edge: "fastly"}},
	{"Fastly, unknown domain", 500, nil, "Fastly error: unknown domain: x", checks.PageFact{Maker: "fastly", Kind: checks.PageOrigin}},
	{"Varnish", 503, headers{"Via": "1.1 varnish"}, "<h1>Error 503 Backend fetch failed</h1><h3>Guru Meditation:</h3>", checks.PageFact{Maker: "varnish", Kind: checks.PageOrigin}},
	{"Varnish by its foot", 503, nil, "<h1>Error 503</h1><p>Varnish cache server</p>", checks.PageFact{Maker: "varnish", Kind: checks.PageOrigin}},
	{"Imperva", 403, nil, "Request unsuccessful. Incapsula incident ID: 1", checks.PageFact{Maker: "imperva", Kind: checks.PageBlock}},
	{"Sucuri", 403, nil, "Access Denied - Sucuri Website Firewall", checks.PageFact{Maker: "sucuri", Kind: checks.PageBlock}},
	{"Vercel, denied", 403, headers{"X-Vercel-Mitigated": "deny"}, "", checks.PageFact{Maker: "vercel", Kind: checks.PageBlock}},
	{"Vercel, itself", 500, headers{"X-Vercel-Error": "INTERNAL_ROUTER_CANNOT_PARSE_PATH", "Server": "Vercel"}, "", checks.PageFact{Maker: "vercel", Kind: checks.PageEdge, Edge: "vercel"}},
	{"Vercel, function", 502, headers{"X-Vercel-Error": "NO_RESPONSE_FROM_FUNCTION", "X-Vercel-Id": "fra1::abc-1"}, "", checks.PageFact{Maker: "vercel", Kind: checks.PageOrigin, Edge: "vercel", Ray: "fra1::abc-1"}},
	{"Vercel by name", 504, headers{"Server": "Vercel"}, "", checks.PageFact{Maker: "vercel", Kind: checks.PageOrigin, Edge: "vercel"}},
	{"Vercel, function, in words", 502, nil, "<b>502</b>: BAD_GATEWAY\nCode: `NO_RESPONSE_FROM_FUNCTION`\nID: `fra1::abcde-1764000000000-0123456789ab`", checks.PageFact{Maker: "vercel", Kind: checks.PageOrigin}},
	{"Vercel, itself, in words", 500, nil, "500: INTERNAL_SERVER_ERROR Code: INTERNAL_FUNCTION_SERVICE_UNAVAILABLE ID: fra1::abcde-1", checks.PageFact{Maker: "vercel", Kind: checks.PageEdge}},
	{"Vercel says that it works", 504, nil, "An error occurred. Your connection is working correctly. Vercel is working correctly.", checks.PageFact{Maker: "vercel", Kind: checks.PageOrigin}},
	{"Vercel, no such page", 404, headers{"X-Vercel-Error": "NOT_FOUND"}, "", checks.PageFact{Maker: "vercel"}},
	{"Netlify in words", 502, nil, "error decoding lambda response: invalid status code returned from lambda: 0", checks.PageFact{Maker: "netlify", Kind: checks.PageOrigin}},
	{"Netlify", 502, headers{"X-Nf-Request-Id": "01ABC"}, "error decoding lambda response", checks.PageFact{Maker: "netlify", Kind: checks.PageOrigin, Edge: "netlify", Ray: "01abc"}},
	{"Netlify by name", 502, headers{"Server": "Netlify"}, "", checks.PageFact{Maker: "netlify", Kind: checks.PageOrigin}},
	{"Heroku", 503, nil, `<iframe src="//www.herokucdn.com/error-pages/application-error.html">`, checks.PageFact{Maker: "heroku", Kind: checks.PageOrigin}},
	{"Heroku in words", 503, nil, "An error occurred in the application and your page could not be served.", checks.PageFact{Maker: "heroku", Kind: checks.PageOrigin}},
	{"Heroku by its router", 503, headers{"Server": "Heroku"}, "", checks.PageFact{Maker: "heroku", Kind: checks.PageOrigin}},
	{"Heroku by its old router", 503, headers{"Server": "Cowboy", "Via": "1.1 vegur"}, "", checks.PageFact{Maker: "heroku", Kind: checks.PageOrigin}},
	{"Heroku by its new router", 502, headers{"Via": "2.0 heroku-router"}, "", checks.PageFact{Maker: "heroku", Kind: checks.PageOrigin}},
	{"Google front end", 502, nil, "<p><b>502.</b> <ins>That’s an error.</ins> <p>The server encountered a temporary error. <ins>That’s all we know.</ins>", checks.PageFact{Maker: "google", Kind: checks.PageOrigin}},
	{"Google load balancer", 502, headers{"Via": "1.1 google"}, "<h1>Error: Server Error</h1><h2>The server encountered a temporary error and could not complete your request.</h2>", checks.PageFact{Maker: "google", Kind: checks.PageOrigin, Edge: "google"}},
	{"ngrok", 404, headers{"Ngrok-Error-Code": "ERR_NGROK_3200"}, "", checks.PageFact{Maker: "ngrok", Kind: checks.PageOrigin}},
	{"ngrok in words", 502, nil, "<p>Traffic was sent to a tunnel that is not connected. ERR_NGROK_8012</p>", checks.PageFact{Maker: "ngrok", Kind: checks.PageOrigin}},
	{"Google by its name", 502, headers{"Server": "ESF"}, "", checks.PageFact{Maker: "google", Kind: checks.PageOrigin}},
	{"CloudFront by its name", 503, headers{"Server": "CloudFront"}, "", checks.PageFact{Maker: "cloudfront", Kind: checks.PageOrigin}},
	{"AWS API gateway", 500, headers{"X-Amzn-Errortype": "InternalServerErrorException"}, "{}", checks.PageFact{Maker: "aws-api-gateway", Kind: checks.PageOrigin}},
	{"AWS API gateway in words", 504, headers{"X-Amzn-Requestid": "1"}, `{"message": "Endpoint request timed out"}`, checks.PageFact{Maker: "aws-api-gateway", Kind: checks.PageOrigin}},
	{"AWS load balancer", 502, headers{"Server": "awselb/2.0"}, nginxLike("502 Bad Gateway", "awselb/2.0"), checks.PageFact{Maker: "awselb", Kind: checks.PageOrigin}},
	{"AWS load balancer by name", 503, headers{"Server": "awselb/2.0"}, "<center><h1>503 Service Temporarily Unavailable</h1></center>", checks.PageFact{Maker: "awselb", Kind: checks.PageOrigin}},

	// Servers.
	{"nginx", 502, headers{"Server": "nginx/1.27.3"}, nginxLike("502 Bad Gateway", "nginx/1.27.3"), checks.PageFact{Maker: "nginx", Kind: checks.PageOrigin}},
	{"nginx without header", 504, nil, "<body bgcolor=\"white\">" + nginxLike("504 Gateway Time-out", "nginx"), checks.PageFact{Maker: "nginx", Kind: checks.PageOrigin}},
	{"nginx by header alone", 503, headers{"server": "NGINX"}, "<h1>Soon back</h1>", checks.PageFact{Maker: "nginx", Kind: checks.PageOrigin}},
	{"OpenResty", 502, nil, nginxLike("502 Bad Gateway", "openresty"), checks.PageFact{Maker: "openresty", Kind: checks.PageOrigin}},
	{"Tengine", 502, nil, nginxLike("502 Bad Gateway", "Tengine"), checks.PageFact{Maker: "tengine", Kind: checks.PageOrigin}},
	{"Tengine in words", 504, nil, "<h1>504 Gateway Time-out</h1><hr/>Powered by Tengine</body>", checks.PageFact{Maker: "tengine", Kind: checks.PageOrigin}},
	{"nginx with its padding", 502, nil, nginxLike("502 Bad Gateway", "nginx") + strings.Repeat("<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n", 6), checks.PageFact{Maker: "nginx", Kind: checks.PageOrigin}},
	{"a page that only remarks on nginx", 502, nil, "<h1>Oh</h1><!-- 502 -> served by a > b: Guru Meditation: -->", checks.PageFact{}},
	{"Angie", 502, nil, nginxLike("502 Bad Gateway", "Angie/1.5"), checks.PageFact{Maker: "angie", Kind: checks.PageOrigin}},
	{"Apache", 502, headers{"Server": "Apache/2.4.57 (Debian)"}, "<title>502 Proxy Error</title><h1>Proxy Error</h1><p>The proxy server received an invalid\r\nresponse from an upstream server.<br />", checks.PageFact{Maker: "apache", Kind: checks.PageOrigin}},
	{"Apache, reason", 502, nil, "<h1>Proxy Error</h1>The proxy server could not handle the request<p>Reason: <strong>Error reading from remote server</strong>", checks.PageFact{Maker: "apache", Kind: checks.PageOrigin}},
	{"Apache, busy", 503, nil, "The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\nproblems.", checks.PageFact{Maker: "apache", Kind: checks.PageOrigin}},
	{"Apache, late", 504, nil, "The gateway did not receive a timely response\nfrom the upstream server or application.", checks.PageFact{Maker: "apache", Kind: checks.PageOrigin}},
	{"Apache, own mistake", 500, nil, "<h1>Internal Server Error</h1>The server encountered an internal error or\nmisconfiguration and was unable to complete\nyour request.", checks.PageFact{Maker: "apache", Kind: checks.PageOrigin}},
	{"Apache by its foot", 503, nil, "<h1>Closed</h1><address>Apache/2.4.62 (Debian) Server at chat.example Port 443</address>", checks.PageFact{Maker: "apache", Kind: checks.PageOrigin}},
	{"HAProxy 502", 502, nil, "<html><body><h1>502 Bad Gateway</h1>\nThe server returned an invalid or incomplete response.\n</body></html>\n", checks.PageFact{Maker: "haproxy", Kind: checks.PageOrigin}},
	{"HAProxy 503", 503, nil, "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n", checks.PageFact{Maker: "haproxy", Kind: checks.PageOrigin}},
	{"HAProxy 504", 504, nil, "<html><body><h1>504 Gateway Time-out</h1>\nThe server didn't respond in time.\n</body></html>\n", checks.PageFact{Maker: "haproxy", Kind: checks.PageOrigin}},
	{"IIS", 502, headers{"Server": "Microsoft-IIS/10.0"}, "<h2>502 - Web server received an invalid response while acting as a gateway or proxy server.</h2>", checks.PageFact{Maker: "iis", Kind: checks.PageOrigin}},
	{"IIS, second sentence", 502, nil, "<h3>There is a problem with the page you are looking for, and it cannot be displayed.</h3>", checks.PageFact{Maker: "iis", Kind: checks.PageOrigin}},
	{"IIS, no pool", 503, headers{"Server": "Microsoft-HTTPAPI/2.0"}, "<h2>Service Unavailable</h2><hr><p>HTTP Error 503. The service is unavailable.</p>", checks.PageFact{Maker: "iis", Kind: checks.PageOrigin}},
	{"IIS by its other name", 503, headers{"Server": "Microsoft-HTTPAPI/2.0"}, "", checks.PageFact{Maker: "iis", Kind: checks.PageOrigin}},
	{"IIS by header", 502, headers{"X-Powered-By": "ARR/3.0"}, "", checks.PageFact{Maker: "iis", Kind: checks.PageOrigin}},
	{"Envoy", 503, headers{"Server": "istio-envoy"}, "upstream connect error or disconnect/reset before headers. reset reason: connection failure", checks.PageFact{Maker: "envoy", Kind: checks.PageOrigin}},
	{"Envoy without hosts", 503, nil, "no healthy upstream", checks.PageFact{Maker: "envoy", Kind: checks.PageOrigin}},
	{"Envoy, late", 504, nil, "upstream request timeout", checks.PageFact{Maker: "envoy", Kind: checks.PageOrigin}},
	{"Envoy by header", 502, headers{"Server": "envoy"}, "", checks.PageFact{Maker: "envoy", Kind: checks.PageOrigin}},
	{"Traefik", 502, nil, "Bad Gateway", checks.PageFact{Maker: "traefik", Kind: checks.PageOrigin}},
	{"Envoy in front of a page", 500, headers{"X-Envoy-Upstream-Service-Time": "12"}, "<h1>Oh</h1>", checks.PageFact{Maker: "envoy", Kind: checks.PageOrigin}},
	{"Traefik without servers", 503, nil, "no available server\n", checks.PageFact{Maker: "traefik", Kind: checks.PageOrigin}},
	{"a page of two words", 502, nil, "<h1>Bad Gateway</h1>", checks.PageFact{}},
	{"a proxy made with Node", 504, nil, "Error occurred while trying to proxy: chat.example/api", checks.PageFact{Maker: "http-proxy", Kind: checks.PageOrigin}},
	{"Varnish in front of a page", 503, headers{"X-Varnish": "1234"}, "<h1>Oh</h1>", checks.PageFact{Maker: "varnish", Kind: checks.PageOrigin}},
	{"Traefik, late", 504, nil, "Gateway Timeout", checks.PageFact{Maker: "traefik", Kind: checks.PageOrigin}},
	{"Caddy says nothing", 502, headers{"Server": "Caddy"}, "", checks.PageFact{Maker: "caddy", Kind: checks.PageOrigin}},

	// No maker.
	{"nobody knows", 502, headers{"Server": "SomethingNew/1"}, "<h1>Oh</h1>", checks.PageFact{}},
	{"too many requests", 429, headers{"Server": "nginx"}, "slow down", checks.PageFact{Maker: "nginx", Kind: checks.PageLimit}},
	{"a good page", 200, headers{"Server": "nginx"}, "<h1>Hello</h1>", checks.PageFact{Maker: "nginx"}},
	{"a good page about 502", 200, nil, nginxLike("502 Bad Gateway", "nginx"), checks.PageFact{}},
	{"nothing at all", 0, nil, "", checks.PageFact{}},
	{"a request id that isn't one", 502, headers{"Cf-Ray": "<script>"}, "", checks.PageFact{Kind: checks.PageOrigin, Edge: "cloudflare"}},
}

// withVendors adds a block page of every vendor.
func withVendors(list []recorded) []recorded {
	for _, v := range vendors {
		page := "<html><title>Blocked</title><p>This page was blocked by " + v.name + ".</p></html>"
		list = append(list, recorded{"block page of " + v.name, 403, nil, page, checks.PageFact{Maker: v.maker, Kind: checks.PageBlock}})
	}
	return list
}
