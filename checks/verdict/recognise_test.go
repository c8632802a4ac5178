package verdict

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"fix502/checks"
)

func TestRecognise(t *testing.T) {
	for _, r := range withVendors(recordings) {
		t.Run(r.name, func(t *testing.T) {
			if got := Recognise(r.status, r.header, []byte(r.body)); got != r.want {
				t.Errorf("got  %+v\nwant %+v", got, r.want)
			}
		})
	}
}

func TestEverySignatureIsMetByARecording(t *testing.T) {
	met := make([]bool, len(signatures))
	for _, r := range withVendors(recordings) {
		p := readPage(r.status, r.header, []byte(r.body))
		if i := slices.IndexFunc(signatures, func(s signature) bool { return s.fits(p) }); i >= 0 {
			met[i] = true
		}
	}
	for i, s := range signatures {
		if !met[i] {
			t.Errorf("nothing recorded shows signature %d: %+v", i, s)
		}
	}
}

func TestRecogniseLooksAtTheBeginningOnly(t *testing.T) {
	const sign = "<center>nginx</center>"
	for _, tt := range []struct {
		before int
		want   string
	}{{scanLimit - len(sign), "nginx"}, {scanLimit, ""}} {
		body := strings.Repeat("x", tt.before) + sign
		if got := Recognise(502, nil, []byte(body)).Maker; got != tt.want {
			t.Errorf("after %d bytes: maker %q, want %q", tt.before, got, tt.want)
		}
	}
}

// makers are all that can be named as one: whoever answers chooses none of its own.
func makers() map[string]bool {
	known := map[string]bool{"": true}
	for _, s := range signatures {
		known[s.maker] = true
	}
	for _, s := range servers {
		known[s.maker] = true
	}
	return known
}

var pageKinds = []string{"", checks.PageOrigin, checks.PageEdge, checks.PageProxy, checks.PageBlock, checks.PageHuman, checks.PageLimit}

// TestRecogniseByWhateverSpelling: servers, proxies and editors change the case of
// letters and the white space, wrap lines and pad pages.
func TestRecogniseByWhateverSpelling(t *testing.T) {
	spellings := map[string]func(string) string{
		"in capitals":      strings.ToUpper,
		"in small letters": strings.ToLower,
		"wrapped":          func(s string) string { return strings.ReplaceAll(s, " ", "\r\n\t  ") },
		"on one line":      collapse,
		"with space round": func(s string) string { return "\n\n  " + s + "\t\n" },
	}
	for _, r := range withVendors(recordings) {
		for name, spell := range spellings {
			if name == "in capitals" && strings.ContainsRune(r.body, 'ı') { // it has no capital of its own
				continue
			}
			if got := Recognise(r.status, r.header, []byte(spell(r.body))); got != r.want {
				t.Errorf("%s, %s: got %+v, want %+v", r.name, name, got, r.want)
			}
		}
	}
}

// TestPagesThatStopAreNoOutage: what turns a visitor away, or asks for one, never
// counts as a server's failure, whatever error it comes with.
func TestPagesThatStopAreNoOutage(t *testing.T) {
	stop := len(humanChecks) + len(blockPages) + len(vendorPages())
	tried := 0
	for _, r := range withVendors(recordings) {
		p := readPage(r.status, r.header, []byte(r.body))
		i := slices.IndexFunc(signatures, func(s signature) bool { return s.fits(p) })
		if i < 0 || i >= stop {
			continue
		}
		tried++
		for _, status := range []int{403, 429, 451, 500, 502, 503, 504} {
			if got := Recognise(status, r.header, []byte(r.body)); got.Kind != r.want.Kind || got.Maker != r.want.Maker {
				t.Errorf("%s with %d: %+v", r.name, status, got)
			}
		}
	}
	if tried < stop {
		t.Errorf("only %d pages of %d signatures tried", tried, stop)
	}
}

func FuzzRecognise(f *testing.F) {
	for _, r := range withVendors(recordings) {
		f.Add(r.status, "Server", r.header["Server"], []byte(r.body))
	}
	f.Add(502, "Cf-Error-Type", "99999999999999999999", []byte("<<<>error code: 12345678"))
	known := makers()
	f.Fuzz(func(t *testing.T, status int, name, value string, body []byte) {
		got := Recognise(status, headers{name: value}, body)
		if !slices.Contains(pageKinds, got.Kind) || !known[got.Maker] {
			t.Errorf("kind %q of maker %q", got.Kind, got.Maker)
		}
		if got.Code < 0 || got.Code > 9999 || len(got.Ray) > rayLimit || strings.Trim(got.Ray, rayAlphabet) != "" {
			t.Errorf("let through from outside: %+v", got)
		}
		if again := Recognise(status, headers{strings.ToUpper(name): value}, body); again != got {
			t.Errorf("the case of a header's name matters: %+v, %+v", got, again)
		}
		if len(body) > smallPage || strings.ContainsFunc(string(body), func(r rune) bool { return r > unicode.MaxASCII }) {
			return // longer ones are cut; other letters may change their number with their case
		}
		for _, spell := range []func(string) string{strings.ToUpper, strings.ToLower, collapse, func(s string) string { return "\n" + strings.ReplaceAll(s, " ", "\r\n\t") + " " }} {
			if again := Recognise(status, headers{name: value}, []byte(spell(string(body)))); again != got {
				t.Errorf("its spelling matters: %+v, %+v", got, again)
			}
		}
	})
}
