package catalog

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// MaxSize bounds a catalogue file, in bytes. The built-in one has a twentieth of it.
const MaxSize = 1 << 20

// Version is the one version of the catalogue's form.
const Version = 1

// document is one catalogue file as it was read.
type document struct {
	file     string
	lines    []string
	cat      Catalog
	at       map[string]mark // where each value stands, by path: "services[0].hosts[1].port"
	problems Errors
	more     int  // problems beyond those kept
	unsure   bool // its edges may not all be known: something in or around them could not be read
}

// Parse reads one catalogue and checks it. The error is an Errors with every
// problem in it. References to edges are not checked here, because the edge may
// be in another file: see Load.
func Parse(name string, raw []byte) (*Catalog, error) {
	d := parse(name, raw)
	if len(d.problems) > 0 {
		return nil, d.problems
	}
	d.cat.fillIn()
	return &d.cat, nil
}

func parse(name string, raw []byte) *document {
	d := &document{file: name, at: make(map[string]mark)}
	text, ok := d.text(raw)
	if !ok {
		return d
	}
	if body := d.tree(text); body != nil {
		f := &form{document: d, anchors: make(map[string]ast.Node), left: maxNodes}
		if f.read(body, reflect.ValueOf(&d.cat).Elem(), "", 0); d.sound("") {
			d.check()
		}
	}
	d.problems = inOrder(d.problems, d.more)
	return d
}

// text makes sure that the bytes are text of a bearable size.
func (d *document) text(raw []byte) (string, bool) {
	start := mark{line: 1, column: 1}
	if len(raw) > MaxSize {
		d.complain("", start, fmt.Sprintf("a file of more than %d bytes", MaxSize), "a smaller file")
		return "", false
	}
	const byteOrderMark = "\ufeff" // some Windows editors put it in front
	text := strings.TrimPrefix(string(raw), byteOrderMark)
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	d.lines = strings.Split(text, "\n")
	for i, line := range d.lines {
		if bad := strings.IndexFunc(line, notText); bad >= 0 {
			d.complain("", mark{line: i + 1, column: utf8.RuneCountInString(line[:bad]) + 1},
				"a character that is no text", "a text file in UTF-8")
			return "", false
		}
	}
	return text, true
}

// notText is true for control characters and for bytes that are no UTF-8.
func notText(r rune) bool {
	return r == utf8.RuneError || r < ' ' && r != '\t' || r == 0x7f
}

// tree parses the text. It returns nil where that did not work, with the reason
// among the problems.
func (d *document) tree(text string) (body ast.Node) {
	defer func() {
		if p := recover(); p != nil { // a bug of the YAML library must not take the program down
			d.complain("", mark{line: 1, column: 1}, "a text that cannot be read as YAML", "YAML or JSON")
			body = nil
		}
	}()
	tokens := lexer.Tokenize(text)
	if tangle, why := tooMuch(tokens); tangle != nil {
		d.complain("", spot(tangle), why, fmt.Sprintf("at most %d keys, nested at most %d deep", maxKeys, maxDepth))
		return nil
	}
	file, err := parser.Parse(mended(tokens), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		where, message := mark{line: 1, column: 1}, "a text that cannot be read as YAML"
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) {
			where, message = spot(syntax.Token), "this mistake in the YAML: "+tame(strings.ReplaceAll(syntax.Message, "'\t'", "tab"), maxExcerpt)
		}
		d.complain("", where, message, "YAML or JSON")
		return nil
	}
	return d.only(file)
}

// only returns the one document of the file.
func (d *document) only(file *ast.File) ast.Node {
	var body ast.Node
	for _, doc := range file.Docs {
		if doc == nil || doc.Body == nil || doc.Body.Type() == ast.CommentType || doc.Body.Type() == ast.NullType {
			continue
		}
		if body != nil {
			d.complain("", place(doc.Body), "a second document in the file", "one catalogue in a file")
			break
		}
		body = doc.Body
	}
	if body == nil {
		d.complain("", mark{line: 1, column: 1}, "nothing", fmt.Sprintf("a catalogue, beginning with version: %d", Version))
	}
	return body
}

// tooMuch finds the place where brackets or markers stack up beyond what any
// catalogue needs, or the keys become too many: the parser calls itself once for
// each level, and its time grows with the square of the keys.
func tooMuch(tokens token.Tokens) (where *token.Token, why string) {
	depth, stacked, line, keys, documents := 0, 0, 0, 0, 0
	for _, t := range tokens {
		if t.Position != nil && t.Position.Line != line {
			line, stacked = t.Position.Line, 0
		}
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			depth++
		case token.MappingEndType, token.SequenceEndType:
			depth--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			stacked++
		case token.MappingValueType:
			keys++
		case token.DocumentHeaderType:
			documents++
		}
		if depth > maxDepth || stacked > maxDepth || indentOf(t) > maxIndent {
			return t, "values nested too deep"
		}
		if keys > maxKeys {
			return t, "too many keys"
		}
		if documents > maxDocuments {
			return t, "many documents"
		}
	}
	return nil, ""
}

// maxDocuments is how many beginnings of a document are read before the file is
// refused: the parser is slow at them, and one is all that is allowed.
const maxDocuments = 8

// maxKeys bounds the keys of a file; the built-in catalogue has a tenth of them.
const maxKeys = 20000

// maxIndent is how far a line may be indented: block style cannot nest deeper than that.
const maxIndent = 200

func indentOf(t *token.Token) int {
	if t.Position == nil {
		return 0
	}
	return t.Position.IndentNum
}

// complain adds a problem at a place. The path tells whether it may hide an edge.
func (d *document) complain(path string, m mark, found, expected string) {
	if path == "" || strings.HasPrefix(path, "edges") {
		d.unsure = true
	}
	if len(d.problems) >= maxProblems {
		d.more++
		return
	}
	d.problems = append(d.problems, Problem{
		File: d.file, Line: m.line, Column: m.column, Found: found, Expected: expected,
		Excerpt: excerpt(d.lines, m.line, m.column),
	})
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func element(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
