package catalog

import (
	"fmt"
	"strconv"
	"strings"

	"fix502/checks"
)

// The numbers that HTTP knows as a status, RFC 9110 §15.
const (
	minStatus = 100
	maxStatus = 599
	maxPort   = 65535
)

// check applies the rules to everything that was read.
func (d *document) check() {
	d.version()
	ids := d.unique()
	for i, s := range d.cat.Services {
		d.service(element("services", i), s, ids)
	}
	ids = d.unique()
	for i, e := range d.cat.Edges {
		d.edge(element("edges", i), e, ids)
	}
	ids = d.unique()
	for i, r := range d.cat.Resolvers {
		d.resolver(element("resolvers", i), r, ids)
	}
	d.reachability("reachability", d.cat.Reachability)
}

func (d *document) version() {
	switch {
	case !d.stands("version"):
		d.missing("", "version", strconv.Itoa(Version))
	case d.sound("version") && d.cat.Version != Version:
		d.bad("version", strconv.Itoa(d.cat.Version), fmt.Sprintf("%d, the only version there is", Version))
	}
}

func (d *document) service(p string, s Service, ids rule) {
	if !d.sound(p) {
		return
	}
	d.needed(p, "id", s.ID, isID, ids)
	d.needed(p, "name", s.Name, isName)
	d.needed(p, "url", s.URL, isURL)
	d.optional(p, "edge", s.Edge, isID)
	if d.filled(p, "hosts", len(s.Hosts), "a list of the host names that the service needs") {
		d.hosts(p+".hosts", s.Hosts)
		d.eachOnce(p+".hosts", s.Hosts)
	}
	d.status(p+".status", s.Status)
	if s.Support != nil && d.sound(p+".support") {
		d.optional(p+".support", "url", s.Support.URL, isURL)
		d.optional(p+".support", "email", s.Support.Email, isEmail)
	}
	apps := d.unique()
	for i, a := range s.Apps {
		d.app(element(p+".apps", i), a, apps)
	}
}

func (d *document) hosts(p string, list []Host) {
	for i, h := range list {
		d.host(element(p, i), h)
	}
}

// eachOnce wants every host of a service once, by the name of its check.
func (d *document) eachOnce(p string, list []Host) {
	seen := make(map[checks.ID]bool)
	for i, h := range list {
		at := element(p, i) + ".host"
		name, _ := hostName(h.Host)
		id := checks.HostID(h.Scheme, name, h.Port)
		if seen[id] && d.sound(at) {
			d.bad(at, quoted(h.Host)+" once more", "each host and port once in a service")
		}
		seen[id] = true
	}
}

func (d *document) host(p string, h Host) {
	if !d.sound(p) {
		return
	}
	d.needed(p, "host", h.Host, isHost)
	d.optional(p, "path", h.Path, isPath)
	d.optional(p, "scheme", h.Scheme, isScheme)
	d.number(p+".port", h.Port, 1, maxPort, "a port from 1 to 65535")
	for i, status := range h.Expect {
		d.number(element(p+".expect", i), status, minStatus, maxStatus, "an HTTP status from 100 to 599")
	}
}

func (d *document) status(p string, s *Status) {
	if s == nil || !d.sound(p) {
		return
	}
	d.needed(p, "kind", s.Kind, isStatusKind)
	d.needed(p, "url", s.URL, isURL)
	d.each(p+".fallbacks", s.Fallbacks, isURL)
}

func (d *document) app(p string, a App, ids rule) {
	if !d.sound(p) {
		return
	}
	d.needed(p, "id", a.ID, isID, ids)
	d.needed(p, "name", a.Name, isName)
	d.optional(p, "flavour", a.Flavour, isID)
	for _, install := range []struct {
		key string
		is  *Install
	}{{"windows", a.Windows}, {"macos", a.MacOS}, {"linux", a.Linux}, {"flatpak", a.Flatpak}, {"snap", a.Snap}} {
		d.install(join(p, install.key), install.is)
	}
}

func (d *document) install(p string, i *Install) {
	if i == nil || !d.sound(p) {
		return
	}
	d.optional(p, "id", i.ID, isProcess)
	d.optional(p, "data", i.Data, isFolder)
	d.each(p+".processes", i.Processes, isProcess)
	d.each(p+".paths", i.Paths, isFolder)
	d.each(p+".caches", i.Caches, isCache)
	d.commands(p+".launch", i.Launch)
	d.commands(p+".quit", i.Quit)
}

func (d *document) commands(p string, list [][]string) {
	for i, args := range list {
		at := element(p, i)
		if d.sound(at) && len(args) == 0 {
			d.bad(at, "an empty list", "a program and its arguments")
		}
		d.each(at, args, isArgument)
	}
}

func (d *document) edge(p string, e Edge, ids rule) {
	if !d.sound(p) {
		return
	}
	d.needed(p, "id", e.ID, isID, ids)
	d.needed(p, "name", e.Name, isName)
	d.status(p+".status", e.Status)
	d.hosts(p+".canaries", e.Canaries)
	d.optional(p, "trace", e.Trace, isPath)
}

func (d *document) resolver(p string, r Resolver, ids rule) {
	if !d.sound(p) {
		return
	}
	d.needed(p, "id", r.ID, isID, ids)
	d.needed(p, "name", r.Name, isName)
	if d.filled(p, "addresses", len(r.Addresses), "a list of IP addresses") {
		d.each(p+".addresses", r.Addresses, isAddressMaybePort)
	}
	d.optional(p, "dot", r.DoT, isHostMaybePort)
	d.optional(p, "doh", r.DoH, isSecureURL)
	d.optional(p, "filters", r.Filters, isText)
	d.optional(p, "note", r.Note, isText)
	if r.Encrypted && r.DoT == "" && r.DoH == "" && d.sound(p+".encrypted_only") {
		d.bad(p+".encrypted_only", "true", "dot or doh beside it")
	}
}

func (d *document) reachability(p string, r Reachability) {
	d.each(p+".anchors", r.Anchors, isAddressPort)
	for i, portal := range r.Portals {
		at := element(p+".portals", i)
		if !d.sound(at) {
			continue
		}
		d.needed(at, "url", portal.URL, isURL)
		d.number(at+".status", portal.Status, minStatus, maxStatus, "an HTTP status from 100 to 599")
	}
	d.hosts(p+".controls", r.Controls)
}

// stands tells whether anything is given at a path, good or bad.
func (d *document) stands(p string) bool { _, there := d.at[p]; return there }

// sound tells whether a value of the right type is given at a path.
func (d *document) sound(p string) bool { m, there := d.at[p]; return there && !m.broken }

// needed wants a text under a key and holds it to the rules.
func (d *document) needed(p, key, value string, rules ...rule) {
	if !d.stands(join(p, key)) {
		d.missing(p, key, "")
		return
	}
	d.optional(p, key, value, rules...)
}

// optional holds a text to the rules where it is given.
func (d *document) optional(p, key, value string, rules ...rule) {
	at := join(p, key)
	if !d.sound(at) {
		return
	}
	for _, r := range rules {
		if expected := r(value); expected != "" {
			d.bad(at, quoted(value), expected)
			return
		}
	}
}

func (d *document) each(p string, list []string, r rule) {
	for i, value := range list {
		if at := element(p, i); d.sound(at) {
			if expected := r(value); expected != "" {
				d.bad(at, quoted(value), expected)
			}
		}
	}
}

// filled wants a list with something in it.
func (d *document) filled(p, key string, length int, expected string) bool {
	at := join(p, key)
	switch {
	case !d.stands(at):
		d.missing(p, key, expected)
	case d.sound(at) && length == 0:
		d.bad(at, "an empty list", expected)
	}
	return length > 0
}

func (d *document) number(p string, value, low, high int, expected string) {
	if d.sound(p) && (value < low || value > high) {
		d.bad(p, strconv.Itoa(value), expected)
	}
}

func (d *document) bad(p, found, expected string) { d.complain(p, d.at[p], found, expected) }

// missing complains where the entry begins that lacks a key.
func (d *document) missing(p, key, expected string) {
	m := d.at[p]
	if m.line == 0 {
		m = mark{line: 1, column: 1}
	}
	d.complain(join(p, key), m, "no "+key, strings.TrimSuffix("the key "+key+": "+expected, ": "))
}

// unique returns a rule that accepts each id once.
func (d *document) unique() rule {
	seen := make(map[string]bool)
	return func(id string) string {
		if seen[id] {
			return "an id that no other entry of this list has"
		}
		seen[id] = true
		return ""
	}
}
