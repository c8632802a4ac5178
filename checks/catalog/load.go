package catalog

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"fix502/assets"
)

// builtinName is what problems of the built-in catalogue call its file.
const builtinName = "built-in catalogue"

// Builtin returns the catalogue that the program ships.
func Builtin() (*Catalog, error) { return lay(parse(builtinName, assets.Catalog)) }

// Load returns the built-in catalogue with the files laid over it in their
// order, or with onlyGiven the files alone. A service, edge or resolver replaces
// the whole earlier one of the same id; each list under reachability replaces the
// earlier list. The error is an Errors with every problem of every file.
func Load(paths []string, onlyGiven bool) (*Catalog, error) {
	var layers []*document
	if !onlyGiven {
		layers = append(layers, parse(builtinName, assets.Catalog))
	}
	for _, path := range paths {
		raw, err := readFile(path)
		if err != nil {
			layers = append(layers, unreadable(path, err))
			continue
		}
		layers = append(layers, parse(path, raw))
	}
	return lay(layers...)
}

// readFile reads a little more than is allowed, so that parse can tell.
func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the catalogue: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read from
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("looking at the catalogue: %w", err)
	}
	if info.IsDir() {
		return nil, fmt.Errorf("reading the catalogue: %w", errFolder)
	}
	raw, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("reading the catalogue: %w", err)
	}
	return raw, nil
}

var errFolder = errors.New("it is a folder")

func unreadable(path string, err error) *document {
	found := "a file that cannot be read"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		found = "no such file"
	case errors.Is(err, fs.ErrPermission):
		found = "a file that this user may not read"
	case errors.Is(err, errFolder):
		found = "a folder"
	}
	return &document{file: path, unsure: true, problems: Errors{{File: path, Found: found, Expected: "a catalogue file", Err: err}}}
}

// origin is where an entry of the finished catalogue came from.
type origin struct {
	from *document
	path string
}

// lay puts the layers over each other, later ones on top.
func lay(layers ...*document) (*Catalog, error) {
	whole := &Catalog{Version: Version}
	services := make(map[string]origin)
	var problems Errors
	unsure := false
	for _, d := range layers {
		problems, unsure = append(problems, d.problems...), unsure || d.unsure
		for i, s := range d.cat.Services {
			services[s.ID] = origin{d, element("services", i) + ".edge"}
		}
		whole.cover(d.cat)
	}
	if !unsure { // otherwise an edge that could not be read would be called unknown
		problems = append(problems, danglingEdges(whole, services)...)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	whole.fillIn()
	return whole, nil
}

// cover lays another catalogue over this one.
func (c *Catalog) cover(top Catalog) {
	c.Services = cover(c.Services, top.Services, func(s Service) string { return s.ID })
	c.Edges = cover(c.Edges, top.Edges, func(e Edge) string { return e.ID })
	c.Resolvers = cover(c.Resolvers, top.Resolvers, func(r Resolver) string { return r.ID })
	r := &c.Reachability
	if top.Reachability.Anchors != nil { // an empty list was given on purpose, nil was not given
		r.Anchors = top.Reachability.Anchors
	}
	if top.Reachability.Portals != nil {
		r.Portals = top.Reachability.Portals
	}
	if top.Reachability.Controls != nil {
		r.Controls = top.Reachability.Controls
	}
}

// cover replaces entries of the same id in their place and appends new ones.
func cover[T any](below, top []T, id func(T) string) []T {
	out := append([]T(nil), below...)
	index := make(map[string]int, len(out))
	for i, entry := range out {
		index[id(entry)] = i
	}
	for _, entry := range top {
		if i, there := index[id(entry)]; there {
			out[i] = entry
			continue
		}
		index[id(entry)] = len(out)
		out = append(out, entry)
	}
	return out
}

func danglingEdges(c *Catalog, from map[string]origin) Errors {
	var problems Errors
	for _, s := range c.Services {
		if _, known := c.Edge(s.Edge); s.Edge == "" || known {
			continue
		}
		o := from[s.ID]
		m := o.from.at[o.path]
		problems = append(problems, Problem{
			File: o.from.file, Line: m.line, Column: m.column, Found: "the edge " + quoted(s.Edge),
			Expected: "the id of an edge of the catalogue: " + edgeIDs(c), Excerpt: excerpt(o.from.lines, m.line, m.column),
		})
	}
	return problems
}
