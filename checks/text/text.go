// Package text turns message codes into sentences. The sentences live in
// assets/texts/<language>/<area>.json; every front and every report takes its
// words from here.
//
// What must not live here: sentences.
package text

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"fix502/assets"
	"fix502/checks"
)

// Table holds the sentences of one language by code.
type Table struct {
	Language string // BCP 47 tag, "en"
	byCode   map[string]string
}

// Fallback is the language every code has a sentence in.
const Fallback = "en"

// Load reads the table of a language from the embedded texts. A language that is
// not there gives the fallback's table.
func Load(language string) (*Table, error) {
	base := baseOf(language)
	if entries, err := fs.ReadDir(assets.Texts, path.Join("texts", base)); err != nil || base == "" || len(entries) == 0 {
		base = Fallback
	}
	files, err := fs.Glob(assets.Texts, path.Join("texts", base, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("listing texts: %w", err)
	}
	t := &Table{Language: base, byCode: make(map[string]string)}
	for _, name := range files {
		raw, err := fs.ReadFile(assets.Texts, name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		var part map[string]string
		if err := json.Unmarshal(raw, &part); err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		for code, sentence := range part {
			if _, twice := t.byCode[code]; twice {
				return nil, fmt.Errorf("reading %s: %s is there twice", name, code)
			}
			t.byCode[code] = sentence
		}
	}
	return t, nil
}

// baseOf is the language of a tag without script and region: "pt" of "pt-BR", and of
// what systems write too, "pt_BR.UTF-8".
func baseOf(tag string) string {
	tag = strings.ToLower(tag)
	if end := strings.IndexFunc(tag, func(c rune) bool { return c < 'a' || c > 'z' }); end >= 0 {
		tag = tag[:end]
	}
	return tag
}

// Tr returns the sentence of a code with its {placeholders} filled in. Values go
// in as they are: a brace in a value is not looked at again. A code without a
// sentence returns itself, which a test forbids.
func (t *Table) Tr(code string, args checks.Args) string {
	sentence, known := t.byCode[code]
	if !known {
		return code
	}
	return fill(sentence, args)
}

// Fill fills the {placeholders} of a line that is not in the table, a guide's say.
func (t *Table) Fill(line string, args checks.Args) string { return fill(line, args) }

// Has tells whether a code has a sentence.
func (t *Table) Has(code string) bool { _, ok := t.byCode[code]; return ok }

// Codes lists every code, sorted.
func (t *Table) Codes() []string { return slices.Sorted(maps.Keys(t.byCode)) }

// Raw returns a code's sentence with its placeholders.
func (t *Table) Raw(code string) string { return t.byCode[code] }

func fill(sentence string, args checks.Args) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sentence, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			b.WriteString("{" + rest)
			return b.String()
		}
		b.WriteString(args[name])
		sentence = after
	}
}
