package catalog

import (
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// The bounds of a catalogue's form. The real ones need a tenth of them.
const (
	maxDepth = 24     // how deep lists and keys may sit in each other
	maxNodes = 100000 // how many values may be read, aliases followed
)

// form fills the catalogue's types from a YAML tree, notes where every value
// stands, and collects everything that does not fit.
type form struct {
	*document
	anchors map[string]ast.Node
	left    int // values that may still be read, so that aliases cannot multiply for ever
}

// mark is where a value stands. A broken one was complained about already.
type mark struct {
	line, column int
	broken       bool
}

func (f *form) read(n ast.Node, into reflect.Value, path string, depth int) {
	n = f.open(n, path)
	if n == nil {
		return
	}
	if f.left--; f.left < 0 || depth > maxDepth {
		f.wrong(n, path, "more than a catalogue can hold", "fewer values, not nested so deep")
		f.left = 0
		return
	}
	f.at[path] = place(n)
	switch into.Kind() {
	case reflect.Pointer:
		fresh := reflect.New(into.Type().Elem())
		f.read(n, fresh.Elem(), path, depth+1)
		into.Set(fresh)
	case reflect.Struct:
		f.keys(n, into, path, depth)
	case reflect.Slice:
		f.list(n, into, path, depth)
	default:
		f.scalar(n, into, path)
	}
}

// open follows anchors and aliases. It returns nil for nothing (null), which is
// the same as a key that is not there.
func (f *form) open(n ast.Node, path string) ast.Node {
	switch v := n.(type) {
	case *ast.AnchorNode:
		value := f.open(v.Value, path)
		if v.Name != nil && value != nil {
			f.anchors[v.Name.GetToken().Value] = value
		}
		return value
	case *ast.AliasNode:
		if v.Value != nil {
			if value, known := f.anchors[v.Value.GetToken().Value]; known {
				return value
			}
		}
		f.wrong(n, path, "an alias of nothing above it", "an alias of an anchor above it, or the value itself")
		return nil
	case *ast.TagNode:
		f.wrong(n, path, "a tag", "a value without one (text can stand in quotes)")
		return nil
	case *ast.NullNode, nil:
		return nil
	}
	return n
}

func (f *form) keys(n ast.Node, into reflect.Value, path string, depth int) {
	var pairs []*ast.MappingValueNode
	switch v := n.(type) {
	case *ast.MappingNode:
		pairs = v.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{v}
	default:
		f.wrong(n, path, describe(n), "keys with values: "+strings.Join(names(into.Type()), ", "))
		return
	}
	seen := make(map[string]bool, len(pairs))
	for _, pair := range pairs {
		key := keyText(pair.Key)
		field, known := fieldOf(into, key)
		switch {
		case !known:
			f.unsure = f.unsure || path == "" // it may be a misspelt "edges"
			f.wrong(pair.Key, join(path, key), "the key "+quoted(key), "one of: "+strings.Join(names(into.Type()), ", "))
		case seen[key]:
			f.wrong(pair.Key, path+".", "the key "+quoted(key)+" once more", "each key once")
		default:
			seen[key] = true
			f.read(pair.Value, field, join(path, key), depth+1)
		}
	}
}

func (f *form) list(n ast.Node, into reflect.Value, path string, depth int) {
	v, ok := n.(*ast.SequenceNode)
	if !ok {
		f.wrong(n, path, describe(n), "a list")
		return
	}
	out := reflect.MakeSlice(into.Type(), len(v.Values), len(v.Values))
	for i, item := range v.Values {
		p := element(path, i)
		if _, null := item.(*ast.NullNode); null || item == nil {
			f.wrong(dash(v, i), p, "an empty entry", "a value")
			continue
		}
		f.read(item, out.Index(i), p, depth+1)
	}
	into.Set(out)
}

// dash is the place of an entry that holds nothing.
func dash(list *ast.SequenceNode, i int) ast.Node {
	if i < len(list.Entries) && list.Entries[i] != nil {
		return list.Entries[i]
	}
	return list.Values[i]
}

func (f *form) scalar(n ast.Node, into reflect.Value, path string) {
	switch into.Kind() {
	case reflect.String:
		switch v := n.(type) {
		case *ast.StringNode:
			into.SetString(v.Value)
		case *ast.LiteralNode:
			into.SetString(v.Value.Value)
		default:
			f.wrong(n, path, describe(n), "text"+inQuotes(n))
		}
	case reflect.Int:
		if number, ok := whole(n); ok {
			into.SetInt(number)
		} else {
			f.wrong(n, path, describe(n), "a whole number")
		}
	case reflect.Bool:
		if v, ok := n.(*ast.BoolNode); ok {
			into.SetBool(v.Value)
		} else {
			f.wrong(n, path, describe(n), "true or false")
		}
	}
}

// wrong notes a value that does not fit, so that no rule complains once more.
func (f *form) wrong(n ast.Node, path, found, expected string) {
	m := place(n)
	m.broken = true
	f.at[path] = m
	f.complain(path, m, found, expected)
}

// whole reads a whole number of at most 32 bits; none of ours is larger.
func whole(n ast.Node) (int64, bool) {
	v, ok := n.(*ast.IntegerNode)
	if !ok {
		return 0, false
	}
	const limit = 1 << 31
	switch number := v.Value.(type) {
	case int64:
		return number, number < limit && number > -limit
	case uint64:
		return int64(number & (limit - 1)), number < limit
	}
	return 0, false
}

func describe(n ast.Node) string {
	switch v := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "keys with values"
	case *ast.SequenceNode:
		return "a list"
	case *ast.BoolNode:
		return "the word " + v.Token.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "the number " + tame(n.GetToken().Value, maxShown)
	case *ast.StringNode:
		return "the text " + quoted(v.Value)
	case *ast.LiteralNode:
		return "the text " + quoted(v.Value.Value)
	}
	return "something else"
}

// inQuotes is the hint for a number or word that was meant as text.
func inQuotes(n ast.Node) string {
	switch n.(type) {
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return ", in quotes: " + quoted(n.GetToken().Value)
	}
	return ""
}

func keyText(n ast.MapKeyNode) string {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value
	case *ast.MappingKeyNode:
		if key, ok := v.Value.(*ast.StringNode); ok {
			return key.Value
		}
	}
	if t := n.GetToken(); t != nil {
		return t.Value
	}
	return ""
}

// names lists the keys that a type knows, as they stand in the file.
func names(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		out = append(out, t.Field(i).Tag.Get("yaml"))
	}
	return out
}

func fieldOf(v reflect.Value, key string) (reflect.Value, bool) {
	i := slices.Index(names(v.Type()), key)
	if i < 0 || key == "" {
		return reflect.Value{}, false
	}
	return v.Field(i), true
}

// place is where a value begins: for keys with values, the first key.
func place(n ast.Node) mark {
	switch v := n.(type) {
	case *ast.MappingNode:
		if !v.IsFlowStyle && len(v.Values) > 0 {
			return place(v.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return place(v.Key)
	case *ast.LiteralNode:
		return spot(v.Start)
	case nil:
		return mark{line: 1, column: 1}
	}
	return spot(n.GetToken())
}

func spot(t *token.Token) mark {
	if t == nil || t.Position == nil {
		return mark{line: 1, column: 1}
	}
	return mark{line: max(t.Position.Line, 1), column: max(t.Position.Column, 1)}
}
