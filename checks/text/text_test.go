package text_test

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"fix502/assets"
	"fix502/checks"
	"fix502/checks/text"
)

// entry is one sentence with where it stands.
type entry struct{ file, code, sentence string }

// entries reads every text file token by token, so that a code that is there twice
// in one file shows too: the ordinary reader keeps the last one silently.
func entries(t testing.TB) []entry {
	t.Helper()
	files, err := fs.Glob(assets.Texts, "texts/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	var list []entry
	for _, name := range files {
		f, err := assets.Texts.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(f)
		if first, err := d.Token(); err != nil || first != json.Delim('{') {
			t.Fatalf("%s: %v, %v", name, first, err)
		}
		for d.More() {
			var pair [2]string
			for i := range pair {
				token, err := d.Token()
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				value, isText := token.(string)
				if !isText {
					t.Fatalf("%s: %v is no text", name, token)
				}
				pair[i] = value
			}
			list = append(list, entry{file: name, code: pair[0], sentence: pair[1]})
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// language of an entry's file: "texts/en/checks.json" is "en".
func (e entry) language() string { return strings.Split(e.file, "/")[1] }

func TestCodesAreThereOnce(t *testing.T) {
	seen := make(map[string]string)
	codeForm := regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*$`)
	for _, e := range entries(t) {
		key := e.language() + " " + e.code
		if first, twice := seen[key]; twice {
			t.Errorf("%s: %s is in %s already", e.file, e.code, first)
		}
		seen[key] = e.file
		if !codeForm.MatchString(e.code) {
			t.Errorf("%s: %q is no code", e.file, e.code)
		}
		if strings.TrimSpace(e.sentence) != e.sentence || e.sentence == "" {
			t.Errorf("%s: %s begins or ends with a blank, or says nothing", e.file, e.code)
		}
	}
}

// placeholders of a sentence; ok is false where a brace stands alone or a name is none.
func placeholders(sentence string) (names []string, ok bool) {
	form := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	for {
		open := strings.IndexAny(sentence, "{}")
		if open < 0 {
			return names, true
		}
		if sentence[open] == '}' {
			return names, false
		}
		name, rest, closed := strings.Cut(sentence[open+1:], "}")
		if !closed || !form.MatchString(name) {
			return names, false
		}
		names, sentence = append(names, name), rest
	}
}

func TestPlaceholders(t *testing.T) {
	for _, e := range entries(t) {
		if _, ok := placeholders(e.sentence); !ok {
			t.Errorf("%s: %s: %q", e.file, e.code, e.sentence)
		}
	}
	for sentence, want := range map[string]bool{"a {b} {c_1}": true, "": true, "{": false, "a }": false, "{}": false, "{A}": false, "{a{b}}": false, "{a b}": false} {
		if _, ok := placeholders(sentence); ok != want {
			t.Errorf("%q: %v", sentence, ok)
		}
	}
}

// signs are what sentences may hold beside Latin letters, digits and ASCII: what the
// font that the window embeds can draw. It has no arrows, check marks or crosses.
const signs = "•…–—‘’“”„‚«»·×°§\u00a0"

func drawable(c rune) bool {
	return c >= ' ' && c <= '~' || c == '\n' || unicode.Is(unicode.Latin, c) || strings.ContainsRune(signs, c)
}

func TestCharacters(t *testing.T) {
	for _, e := range entries(t) {
		for _, c := range e.sentence {
			if !drawable(c) {
				t.Errorf("%s: %s has %q (%U)", e.file, e.code, c, c)
			}
		}
	}
	for _, c := range "→✓✗≤⌘😀\t\x00\u202e" {
		if drawable(c) {
			t.Errorf("%q passes", c)
		}
	}
}

// TestVoice: calm, no blame, nothing called simple to somebody for whom it is not.
func TestVoice(t *testing.T) {
	never := regexp.MustCompile(`(?i)!|\b(simply|just|please note|error occurred|oops|invalid)\b`)
	for _, e := range entries(t) {
		if e.language() == text.Fallback && never.MatchString(e.sentence) {
			t.Errorf("%s: %s: %q", e.file, e.code, e.sentence)
		}
	}
}

// TestLanguages: a translation has the fallback's codes and placeholders, no others.
func TestLanguages(t *testing.T) {
	own := make(map[string]string)
	all := entries(t)
	for _, e := range all {
		if e.language() == text.Fallback {
			own[e.code] = e.sentence
		}
	}
	for _, e := range all {
		sentence, known := own[e.code]
		if !known {
			t.Errorf("%s: %s is not in %s", e.file, e.code, text.Fallback)
			continue
		}
		want, _ := placeholders(sentence)
		got, _ := placeholders(e.sentence)
		slices.Sort(want)
		slices.Sort(got)
		if want, got = slices.Compact(want), slices.Compact(got); !slices.Equal(want, got) {
			t.Errorf("%s: %s has %v, not %v", e.file, e.code, got, want)
		}
	}
}

func TestLoad(t *testing.T) {
	for language, want := range map[string]string{"en": "en", "en-GB": "en", "EN_us.UTF-8": "en", "xx": "en", "": "en", ".": "en", "*": "en", "[": "en", "../..": "en"} {
		table, err := text.Load(language)
		if err != nil {
			t.Fatalf("%q: %v", language, err)
		}
		if table.Language != want || !table.Has("check.skipped") {
			t.Errorf("%q gave %s", language, table.Language)
		}
	}
	table, err := text.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	english := 0
	for _, e := range entries(t) {
		if e.language() != "en" {
			continue
		}
		english++
		if table.Raw(e.code) != e.sentence {
			t.Errorf("%s: %q", e.code, table.Raw(e.code))
		}
	}
	if n := len(table.Codes()); n != english || !slices.IsSorted(table.Codes()) {
		t.Errorf("%d codes of %d", n, english)
	}
	if table.Has("no.such") || table.Tr("no.such", nil) != "no.such" {
		t.Error("an unknown code has a sentence")
	}
}

func TestFill(t *testing.T) {
	table, err := text.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	args := checks.Args{"a": "1", "b": "{a}", "c": "}{"}
	for line, want := range map[string]string{
		"":            "",
		"plain":       "plain",
		"{a}":         "1",
		"x {a} {a} y": "x 1 1 y",
		"{b}":         "{a}", // a value is not looked at again
		"{c}{a}":      "}{1",
		"{b}{a}{c}":   "{a}1}{",
		"{missing}.":  ".",
		"open {a":     "open {a",
		"a } b":       "a } b",
	} {
		if got := table.Fill(line, args); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
	for _, e := range entries(t) {
		names, _ := placeholders(e.sentence)
		values := checks.Args{}
		want := e.sentence
		for _, name := range names {
			values[name] = "<" + name + ">"
			want = strings.ReplaceAll(want, "{"+name+"}", "<"+name+">")
		}
		if e.language() == "en" && table.Tr(e.code, values) != want {
			t.Errorf("%s: %q, want %q", e.code, table.Tr(e.code, values), want)
		}
	}
}

// FuzzFill: a value stands in the sentence as it is, whatever is in it.
func FuzzFill(f *testing.F) {
	f.Add("before ", "{a}", " after")
	f.Add("", "{", "")
	f.Add("", "}", "{b}")
	table, err := text.Load("en")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, before, value, after string) {
		if strings.ContainsAny(before+after, "{}") {
			table.Fill(before+value+after, checks.Args{"a": value}) // must end
			return
		}
		if got := table.Fill(before+"{a}"+after, checks.Args{"a": value, "b": "no"}); got != before+value+after {
			t.Errorf("%q", got)
		}
	})
}
