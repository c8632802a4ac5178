package verdict

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"fix502/checks"
)

// scanLimit is how much of a page is looked at. Error pages are small; the
// largest branded ones measure about 10 KiB.
const scanLimit = 64 << 10

// Recognise tells who made an answer and what it means, from its status, its
// headers and the beginning of its body. Header names are canonical ones but
// may be spelled in any case. It never fails: what it doesn't know stays empty.
func Recognise(status int, header map[string]string, body []byte) checks.PageFact {
	p := readPage(status, header, body)
	fact := checks.PageFact{Edge: p.edge(), Ray: p.ray()}
	for _, s := range signatures {
		if s.fits(p) {
			fact.Maker, fact.Kind = s.maker, s.kind
			break
		}
	}
	switch fact.Kind {
	case kindCloudflare:
		fact.Kind, fact.Code = p.cloudflare()
	case kindVercel:
		fact.Kind = p.vercel()
	}
	if fact.Maker == "" {
		fact.Maker = p.server()
	}
	if fact.Kind == "" {
		fact.Kind = kindByStatus(status, fact)
	}
	if fact.Code == status {
		fact.Code = 0
	}
	return fact
}

// HeadersRead lists the headers by which Recognise tells answers apart, in lower
// case: who records answers must record these, as far as they are there.
func HeadersRead() []string {
	list := slices.Concat(rayHeaders, []string{"server", "cf-error-type", "cf-error-origin", "x-vercel-error"})
	for _, s := range signatures {
		if s.header != "" {
			list = append(list, s.header)
		}
	}
	for _, e := range edgeHeaders {
		list = append(list, e.name)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// kindByStatus judges an answer whose page says nothing by itself. A failure
// that a known server reports is the service's own; an unknown one stays open.
func kindByStatus(status int, fact checks.PageFact) string {
	switch {
	case status == 429:
		return checks.PageLimit
	case status == 407:
		return checks.PageProxy
	case isGatewayError(status) && (fact.Maker != "" || fact.Edge != ""):
		return checks.PageOrigin
	}
	return ""
}

// isGatewayError tells whether the status is one of those that service.bad_gateway
// is about: 500, 502, 503, 504 and an edge's origin errors.
func isGatewayError(status int) bool {
	return slices.Contains([]int{500, 502, 503, 504, 530}, status) || status >= 520 && status <= 527
}

// page is an answer made ready for matching: all lower case, white space collapsed.
type page struct {
	status int
	header map[string]string // lower-case names and values
	raw    string            // with its tags
	text   string            // without them, entities resolved
	long   bool              // too much for a page that only says one thing
}

func readPage(status int, header map[string]string, body []byte) page {
	p := page{status: status, header: make(map[string]string, len(header)), long: len(body) > scanLimit}
	for name, value := range header {
		p.header[strings.ToLower(name)] = strings.ToLower(clip(value, headerLimit))
	}
	if len(body) > scanLimit {
		body = body[:scanLimit]
	}
	lower := strings.ToLower(strings.ToValidUTF8(string(body), " "))
	p.raw = collapse(plainSigns(lower))
	p.text = collapse(plainSigns(html.UnescapeString(withoutTags(p.raw))))
	p.long = p.long || len(p.raw) > smallPage
	return p
}

// plainSigns writes an apostrophe and an ellipsis as a keyboard does.
func plainSigns(s string) string {
	return strings.NewReplacer("’", "'", "‘", "'", "`", "'", "…", "...", "\u00a0", " ", "\u00ad", "").Replace(s)
}

// headerLimit is more than any header that tells who answered needs, in bytes.
const headerLimit = 1024

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// withoutTags puts a space in place of every tag. Comments go too: nginx pads its
// pages with them.
func withoutTags(s string) string {
	var b strings.Builder
	for {
		text, rest, found := strings.Cut(s, "<")
		b.WriteString(text)
		b.WriteByte(' ')
		if !found {
			return b.String()
		}
		end := ">"
		if strings.HasPrefix(rest, "!--") {
			end = "-->"
		}
		if _, s, found = strings.Cut(rest, end); !found {
			return b.String()
		}
	}
}

// clip bounds a string that came from outside to a number of bytes, on a rune's edge.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "") + "…"
}

// edge recognises the delivery network by headers that only it sets.
func (p page) edge() string {
	for _, e := range edgeHeaders {
		if v, there := p.header[e.name]; there && strings.Contains(v, e.contains) {
			return e.edge
		}
	}
	return ""
}

// server recognises the family of the Server header. Words that are not known
// are not passed on: whoever answers chooses them.
func (p page) server() string {
	for _, s := range servers {
		if strings.HasPrefix(p.header["server"], s.prefix) {
			return s.maker
		}
	}
	return ""
}

// ray is the edge's request id, for its support: letters, digits, '-' only.
func (p page) ray() string {
	for _, name := range rayHeaders {
		if id := p.header[name]; id != "" && len(id) <= rayLimit && strings.Trim(id, rayAlphabet) == "" {
			return id
		}
	}
	if _, after, found := strings.Cut(p.text, "cloudflare ray id: "); found {
		id, _, _ := strings.Cut(after, " ")
		if len(id) <= rayLimit && strings.Trim(id, rayAlphabet) == "" {
			return id
		}
	}
	return ""
}

const (
	rayLimit    = 128 // longest id seen is CloudFront's with 56
	rayAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789-_=:."
)

// fits tells whether a page carries everything that the signature asks for.
func (s signature) fits(p page) bool {
	if len(s.status) > 0 && !slices.Contains(s.status, p.status) {
		return false
	}
	if s.errors && p.status < 400 {
		return false
	}
	if s.small && p.long {
		return false
	}
	if s.header != "" {
		value, there := p.header[s.header]
		if !there || !strings.Contains(value, s.contains) {
			return false
		}
	}
	return s.fitsBody(p) && (s.also == nil || s.also(p))
}

func (s signature) fitsBody(p page) bool {
	if s.exactly != "" && p.raw != s.exactly {
		return false
	}
	for _, part := range s.raw {
		if !strings.Contains(p.raw, part) {
			return false
		}
	}
	for _, part := range s.text {
		if !strings.Contains(p.text, part) {
			return false
		}
	}
	return true
}

// number reads the number of up to four digits that follows one of the words, tried
// in their order; 0 for none.
func number(text string, words ...string) int {
	for _, w := range words {
		for _, after := range strings.Split(text, w)[1:] {
			after = strings.TrimLeft(after, " :")
			digits := after[:len(after)-len(strings.TrimLeft(after, "0123456789"))]
			if n, err := strconv.Atoi(digits); err == nil && len(digits) <= 4 {
				return n
			}
		}
	}
	return 0
}
