package verdict

// The words around a number that make it an error's, or something else's.
var (
	// errorWords mean an error in whatever language.
	errorWords = []string{
		"error", "errors", "err", "fehler", "fehlercode", "erreur", "errore", "erro", "fout", "fel", "fejl", "feil", "virhe", "błąd", "chyba", "hiba", "hata", "eroare",
		"ошибка", "помилка", "грешка", "σφάλμα", "エラー", "エラーコード", "错误", "错误代码", "錯誤", "錯誤代碼", "오류", "خطأ", "שגיאה", "lỗi", "kesalahan", "ralat", "ข้อผิดพลาด", "त्रुटि",
	}
	// statusBefore stand before the number of an error and of little else.
	statusBefore = []string{"http", "https", "status", "code", "gateway", "badgateway", "unavailable", "timeout", "time-out", "ngrok"}
	// toldBefore stand before whatever was seen: the sentence must end or go on behind it
	// in a way in which things are not counted.
	toldBefore = []string{
		"says", "say", "said", "saying", "shows", "show", "showing", "get", "gets", "getting", "got", "gives", "giving", "see", "seeing", "returns", "returned", "throws", "answers",
	}
	notCounting = []string{
		"", "again", "and", "but", "or", "on", "in", "from", "for", "at", "with", "after", "since", "when", "while", "whenever", "if", "as", "because", "every", "all", "now", "today", "instead",
	}
	// between may stand between such a word and the number.
	between = []string{"code", "number", "no", "nr", "is", "was", "of", "a", "an", "this", "that", "still", "me", "it", "-", "kode", "código", "codice"}
	// errorAfter follow it.
	errorAfter = []string{
		"error", "errors", "err", "fehler", "错误", "エラー", "bad gateway", "badgateway", "gateway", "proxy error", "server error", "internal server", "bad request", "request timeout",
		"service unavailable", "service temporarily", "service is", "temporarily unavailable", "that's an", "web server", "too many", "forbidden", "unauthorized", "access denied",
		"not found", "page not", "unavailable", "proxy authentication", "network authentication", "connection timed", "origin is", "origin dns", "a timeout", "ssl handshake", "invalid ssl",
		"railgun", "argo tunnel", "cloudflare", "nginx", "again", "since", "when", "while", "all the", "every time",
	}
	// thingsBefore say that the number is of something else.
	thingsBefore = []string{
		"room", "rooms", "house", "flat", "apartment", "apt", "suite", "unit", "floor", "door", "desk", "seat", "street", "bus", "tram", "line", "route", "train", "flight", "gate",
		"platform", "channel", "highway", "road", "ext", "extension", "tel", "phone", "telephone", "mobile", "call", "fax", "chapter", "class", "box", "lot", "locker", "part",
		"model", "version", "build", "port", "page", "pages", "invoice", "order", "ticket", "case", "zimmer", "raum", "haus", "telefon", "seite", "chambre", "salle", "habitación", "sala", "комната", "кабинет",
	}
	thingsAfter = []string{
		"street", "st", "avenue", "ave", "road", "rd", "lane", "drive", "boulevard", "blvd", "main", "people", "users", "members", "friends", "messages", "rooms", "pages", "points", "times",
		"b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "kbps", "mbps", "bytes", "ms", "km", "m", "cm", "mm", "kg", "g", "miles", "seconds", "minutes", "hours", "days", "years",
		"euro", "euros", "eur", "usd", "dollars", "pounds", "percent", "am", "pm", "uhr", "o'clock",
	}
)

// saidBy tells whose words an error is written in.
var saidBy = []phrase{
	{"cloudflare", "cloudflare"},
	{"cloudfront", "cloudfront"},
	{"openresty", "openresty"},
	{"tengine", "tengine"},
	{"nginx", "nginx"},
	{"that's an error", "google"},
	{"temporary error (", "google"},
	{"the server encountered a temporary error and could not complete your request", "google"},
	{"proxy error", "apache"},
	{"guru mediation", "fastly"},
	{"fastly error", "fastly"},
	{"guru meditation", "varnish"},
	{"varnish cache server", "varnish"},
	{"microsoft-azure", "azure"},
	{"our services aren't available right now", "azure"},
	{"while acting as a gateway or proxy server", "iis"},
	{"errors.edgesuite.net", "akamai"},
	{"awselb", "awselb"},
	{"upstream connect error", "envoy"},
	{"no healthy upstream", "envoy"},
	{"invalid or incomplete response", "haproxy"},
	{"no server is available to handle this request", "haproxy"},
	{"(squid", "squid"},
	{"requested url could not be retrieved", "squid"},
	{"vercel", "vercel"},
	{"netlify", "netlify"},
	{"herokucdn", "heroku"},
	{"an error occurred in the application and your page could not be served", "heroku"},
	{"err ngrok", "ngrok"},
}

// phrases are the words of errors that come without a number, as servers and
// browsers write them: Chrome and its family, Firefox, Safari, Edge. The more exact
// ones come first. Underscores are spaces here.
var phrases = []phrase{
	// Pages that stop a visitor.
	{"just a moment", "human"},
	{"checking your browser", "human"},
	{"checking if the site connection is secure", "human"},
	{"verify you are human", "human"},
	{"verifying you are human", "human"},
	{"confirm you are a human", "human"},
	{"are you a robot", "human"},
	{"i'm not a robot", "human"},
	{"pardon our interruption", "human"},
	{"unusual traffic from your computer network", "human"},
	{"captcha", "human"},
	{"you have been blocked", "banned"},
	{"you are being rate limited", "1015"},

	// What stands in between.
	{"mitm detected", "intercepted"},
	{"software is preventing firefox from safely connecting", "intercepted"},
	{"proxy connection failed", "proxy"},
	{"proxy connection refused", "proxy"},
	{"proxy server is refusing", "proxy"},
	{"find the proxy server", "proxy"},
	{"something wrong with the proxy server", "proxy"},
	{"tunnel connection failed", "proxy"},
	{"unknown proxy host", "proxy"},
	{"proxy authentication required", "407"},
	{"network authentication required", "511"},
	{"blocked by client", "blocked"},
	{"blocked by administrator", "blocked"},
	{"blocked by response", "blocked"},
	{"blocked by an extension", "blocked"},
	{"network access denied", "firewall"},

	// Servers.
	{"bad gateway", "502"},
	{"badgateway", "502"},
	{"proxy error", "502"},
	{"invalid response from an upstream server", "502"},
	{"invalid or incomplete response", "502"},
	{"invalid response while acting as a gateway", "502"},
	{"server encountered a temporary error and could not complete your request", "502"},
	{"error reading from remote server", "502"},
	{"gateway timeout", "504"},
	{"gateway time-out", "504"},
	{"gateway timed out", "504"},
	{"upstream request timeout", "504"},
	{"receive a timely response from the upstream", "504"},
	{"server didn't respond in time", "504"},
	{"service unavailable", "503"},
	{"service temporarily unavailable", "503"},
	{"service is unavailable", "503"},
	{"temporarily unavailable", "503"},
	{"temporarily unable to service your request", "503"},
	{"server is available to handle this request", "503"},
	{"services aren't available right now", "503"},
	{"backend fetch failed", "503"},
	{"guru meditation", "503"},
	{"guru mediation", "503"},
	{"no healthy upstream", "503"},
	{"upstream connect error", "503"},
	{"error occurred in the application and your page could not be served", "503"},
	{"application error", "503"},
	{"unknown connection issue between cloudflare", "520"},
	{"web server is returning an unknown error", "520"},
	{"web server is down", "521"},
	{"origin is unreachable", "523"},
	{"a timeout occurred", "524"},
	{"ssl handshake failed", "525"},
	{"invalid ssl certificate", "526"},
	{"origin dns error", "1016"},
	{"tunnel error", "1033"},
	{"worker threw exception", "1101"},
	{"internal server error", "500"},
	{"server error", "500"},
	{"too many requests", "429"},
	{"rate limited", "429"},
	{"rate limit", "429"},
	{"unavailable for legal reasons", "451"},
	{"bad request", "400"},
	{"request timeout", "408"},
	{"forbidden", "403"},
	{"access denied", "403"},
	{"don't have authorization to view this page", "403"},
	{"unauthorized", "401"},

	// Names.
	{"name not resolved", "name"},
	{"name resolution failed", "name"},
	{"nxdomain", "name"},
	{"dns probe", "name"},
	{"err dns", "name"},
	{"dns address could not be found", "name"},
	{"ip address could not be found", "name"},
	{"having trouble finding that site", "name"},
	{"unknown host", "name"},
	{"inet e resource not found", "name"},
	{"server not found", "name"},
	{"can't find the server", "name"},
	{"couldn't find the server", "name"},

	// No internet.
	{"internet disconnected", "offline"},
	{"no internet", "offline"},
	{"not connected to the internet", "offline"},
	{"you are offline", "offline"},
	{"you're offline", "offline"},
	{"internet connection appears to be offline", "offline"},
	{"ns error offline", "offline"},
	{"network changed", "offline"},
	{"a network change was detected", "offline"},

	// Certificates and encryption.
	{"cert date invalid", "clock"},
	{"your clock is", "clock"},
	{"computer clock is set to the wrong time", "clock"},
	{"err cert", "certificate"},
	{"sec error", "certificate"},
	{"pkix error", "certificate"},
	{"ssl error bad cert", "certificate"},
	{"connection is not private", "certificate"},
	{"connection isn't private", "certificate"},
	{"potential security risk", "certificate"},
	{"potential security issue", "certificate"},
	{"err ssl", "tls"},
	{"ssl error", "tls"},
	{"ssl protocol error", "tls"},
	{"unsupported protocol", "tls"},
	{"can't provide a secure connection", "tls"},
	{"can't establish a secure connection", "tls"},

	// Connections.
	{"too many redirects", "redirects"},
	{"redirected you too many times", "redirects"},
	{"redirecting properly", "redirects"},
	{"redirect loop", "redirects"},
	{"connection refused", "refused"},
	{"refused to connect", "refused"},
	{"unable to connect", "refused"},
	{"can't connect to the server", "refused"},
	{"couldn't connect to the server", "refused"},
	{"timed out", "timeout"},
	{"net timeout", "timeout"},
	{"took too long to respond", "timeout"},
	{"server stopped responding", "timeout"},
	{"is located isn't responding", "timeout"},
	{"connection reset", "reset"},
	{"connect reset", "reset"},
	{"net reset", "reset"},
	{"connection was reset", "reset"},
	{"connection was interrupted", "reset"},
	{"network connection was lost", "reset"},
	{"connection closed", "reset"},
	{"connection aborted", "reset"},
	{"unexpectedly closed the connection", "reset"},
	{"unexpectedly dropped the connection", "reset"},
	{"empty response", "reset"},
	{"didn't send any data", "reset"},
	{"http2 protocol error", "reset"},
	{"quic protocol error", "reset"},
	{"incomplete chunked encoding", "reset"},
	{"end of file error", "reset"},
	{"secure connection failed", "tls"}, // Firefox says it above whatever else is the reason
	{"address unreachable", "unreachable"},
	{"connection failed", "unreachable"},
	{"inet e download failure", "unreachable"},
	{"site can't be reached", "unreachable"},
	{"can't reach this page", "unreachable"},
	{"can't open the page", "unreachable"},
	{"page not found", "404"},
	{"404 not found", "404"},
	{"url was not found on this server", "404"},
}
