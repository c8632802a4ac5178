package verdict

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSays(t *testing.T) {
	tests := []struct {
		said   string
		status int
		code   int
		maker  string
		text   string
	}{
		{"502 Bad Gateway", 502, 0, "", "says.502"},
		{"502 Bad Gateway nginx", 502, 0, "nginx", "says.502"},
		{"Error 502", 502, 0, "", "says.502"},
		{"HTTP Error 502", 502, 0, "", "says.502"},
		{"HTTP ERROR 502 – this page isn’t working", 502, 0, "", "says.502"},
		{"HTTP502", 502, 0, "", "says.502"},
		{"error:502", 502, 0, "", "says.502"},
		{"502 Proxy Error", 502, 0, "apache", "says.502.proxy"},
		{"Proxy Error: The proxy server received an invalid response from an upstream server", 502, 0, "apache", "says.502.proxy"},
		{"Temporary Error (502)", 502, 0, "google", "says.502"},
		{"502. That’s an error.", 502, 0, "google", "says.502"},
		{"bad gateway", 502, 0, "", "says.502"},
		{"BADGATEWAY", 502, 0, "", "says.502"},
		{"<html><title>502 Bad Gateway</title><center>nginx</center>", 502, 0, "nginx", "says.502"},
		{"Chat is unavailable: 500", 500, 0, "", "says.500"},
		{"Internal Server Error", 500, 0, "", "says.500"},
		{"503 Service Temporarily Unavailable", 503, 0, "", "says.503"},
		{"Service unavailable", 503, 0, "", "says.503"},
		{"504 Gateway Time-out", 504, 0, "", "says.504"},
		{"Gateway Timeout", 504, 0, "", "says.504"},
		{"Error code 520", 520, 0, "", "says.520"},
		{"chat.example | 521: Web server is down", 521, 0, "", "says.521"},
		{"522: Connection timed out, Cloudflare", 522, 0, "cloudflare", "says.522"},
		{"Error 530 1016 Ray ID: 8f00", 530, 1016, "", "says.origin_name"},
		{"error code: 1015", 0, 1015, "", "says.1015"},
		{"You are being rate limited", 0, 1015, "", "says.1015"},
		{"Error 1020 Access denied", 0, 1020, "", "says.banned"},
		{"Error 1101", 0, 1101, "", "says.script"},
		{"error 1033", 0, 1033, "", "says.edge_origin"},
		{"Sorry, you have been blocked", 0, 0, "", "says.banned"},
		{"429 Too Many Requests", 429, 0, "", "says.429"},
		{"Too many requests", 429, 0, "", "says.429"},
		{"403 Forbidden", 403, 0, "", "says.403"},
		{"Just a moment...", 0, 0, "", "says.human"},
		{"Just a moment…", 0, 0, "", "says.human"},
		{"DNS_PROBE_FINISHED_NXDOMAIN", 0, 0, "", "says.name"},
		{"Hmm. We’re having trouble finding that site.", 0, 0, "", "says.name"},
		{"ERR_CONNECTION_REFUSED", 0, 0, "", "says.refused"},
		{"ERR_CONNECTION_TIMED_OUT", 0, 0, "", "says.timeout"},
		{"ERR_CONNECTION_RESET", 0, 0, "", "says.reset"},
		{"ERR_INTERNET_DISCONNECTED", 0, 0, "", "says.offline"},
		{"ERR_PROXY_CONNECTION_FAILED", 0, 0, "", "says.proxy"},
		{"Your connection is not private", 0, 0, "", "says.certificate"},
		{"404", 404, 0, "", "says.404"},
		{"it was 2026 and my 1502 messages at 192.0.2.502 were gone", 0, 0, "", "says.unknown"},
		{"the screen is blue", 0, 0, "", "says.unknown"},
		{"", 0, 0, "", "says.unknown"},
	}
	all := texts(t)
	for _, tt := range tests {
		t.Run(tt.said, func(t *testing.T) {
			got := Says(tt.said)
			if got.Status != tt.status || got.Code != tt.code || got.Maker != tt.maker || got.Text != tt.text {
				t.Errorf("got %+v, want status %d, code %d, maker %q, %s", got, tt.status, tt.code, tt.maker, tt.text)
			}
			if all[got.Text] == "" {
				t.Errorf("no text %s", got.Text)
			}
		})
	}
}

func TestEveryNumberAndPhraseHasItsText(t *testing.T) {
	all := texts(t)
	used := map[string]bool{"says.unknown": true, "says.502.proxy": true}
	check := func(code string) {
		used[code] = true
		if all[code] == "" {
			t.Errorf("no text %s", code)
		}
	}
	for n := range explainedStatus {
		check(textOfNumber(n))
	}
	for n := range explainedCode {
		check(textOfNumber(n))
	}
	for _, p := range phrases {
		check("says." + p.meaning)
	}
	for code := range all {
		if strings.HasPrefix(code, "says.") && !used[code] {
			t.Errorf("%s is said nowhere", code)
		}
	}
}

func FuzzSays(f *testing.F) {
	for _, seed := range []string{"502 Bad Gateway", "Error 1015", "<b>502", "5０2", "\xff502", "&#53;&#48;&#50;"} {
		f.Add(seed)
	}
	raw := make(map[string]bool)
	for n := range explainedStatus {
		raw[fmt.Sprint(n)] = true
	}
	f.Fuzz(func(t *testing.T, said string) {
		got := Says(said)
		if !strings.HasPrefix(got.Text, "says.") || !utf8.ValidString(got.Text) {
			t.Errorf("text %q", got.Text)
		}
		if got.Status != 0 && !raw[fmt.Sprint(got.Status)] {
			t.Errorf("status %d", got.Status)
		}
		if got.Args["code"] == "" {
			t.Error("no number to fill in")
		}
	})
}
