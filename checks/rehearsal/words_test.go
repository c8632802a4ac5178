package rehearsal_test

import (
	"encoding/json"
	"strings"
	"testing"

	"fix502/assets"
	"fix502/checks/rehearsal"
	"fix502/checks/text"
)

// TestWords: every scenario has a title of its own, and no title is left over.
func TestWords(t *testing.T) {
	texts, err := text.Load(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	titles := make(map[string]string)
	for _, s := range rehearsal.Scenarios() {
		if !texts.Has(s.Title()) {
			t.Errorf("%s has no title", s.ID)
		}
		title := texts.Tr(s.Title(), nil)
		if titles[title] != "" {
			t.Errorf("%s and %s have the same title", s.ID, titles[title])
		}
		titles[title] = s.ID
	}
	for _, code := range texts.Codes() {
		id, of := strings.CutPrefix(code, "rehearsal.")
		if _, known := rehearsal.Find(id); of && !known {
			t.Errorf("%s is the title of no scenario", code)
		}
	}
}

// TestEveryVerdict: each code of contract §3 can be seen.
func TestEveryVerdict(t *testing.T) {
	seen := make(map[string]string)
	ids := make(map[string]bool)
	for _, s := range rehearsal.Scenarios() {
		seen[s.Code] = s.ID
		if ids[s.ID] {
			t.Errorf("%s is there twice", s.ID)
		}
		ids[s.ID] = true
	}
	for _, code := range codes(t) {
		if seen[code] == "" {
			t.Errorf("%s is not played", code)
		}
		delete(seen, code)
	}
	if len(seen) > 0 {
		t.Errorf("codes that the contract does not have: %v", seen)
	}
}

func TestNearest(t *testing.T) {
	for given, want := range map[string]string{
		"resolver-dwon": "resolver-down", "Bad-Gateway": "bad-gateway", "dns.slow": "resolver-slow", "antivir": "antivirus",
		"": "", "something entirely else": "", strings.Repeat("x", 100000): "",
	} {
		got := rehearsal.Nearest(given)
		first := ""
		if len(got) > 0 {
			first = got[0]
		}
		if first != want || len(got) > 3 {
			t.Errorf("%.20q: %v, want %q first", given, got, want)
		}
	}
}

// codes are those of the report's schema, which holds the contract's.
func codes(t *testing.T) []string {
	t.Helper()
	var schema struct {
		Defs struct {
			Code struct{ Enum []string } `json:"code"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(assets.Schema, &schema); err != nil || len(schema.Defs.Code.Enum) < 30 {
		t.Fatalf("%v, %d codes", err, len(schema.Defs.Code.Enum))
	}
	return schema.Defs.Code.Enum
}
