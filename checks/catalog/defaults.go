package catalog

import "strings"

// The values that stand where a catalogue gives none.
const (
	defaultPath   = "/"
	defaultScheme = schemeHTTPS
	portalStatus  = 200
)

// fillIn puts defaults where nothing was given and brings names into one form.
// It may run more than once.
func (c *Catalog) fillIn() {
	for i := range c.Services {
		s := &c.Services[i]
		fillHosts(s.Hosts)
		fillStatus(s.Status)
	}
	for i := range c.Edges {
		fillHosts(c.Edges[i].Canaries)
		fillStatus(c.Edges[i].Status)
	}
	for _, r := range c.Resolvers {
		for i, text := range r.Addresses {
			if addr, err := addressMaybePort(text); err == nil {
				r.Addresses[i] = addr
			}
		}
	}
	fillHosts(c.Reachability.Controls)
	for i := range c.Reachability.Portals {
		if p := &c.Reachability.Portals[i]; p.Status == 0 {
			p.Status = portalStatus
		}
	}
}

func fillHosts(list []Host) {
	for i := range list {
		h := &list[i]
		if name, err := hostName(h.Host); err == nil {
			h.Host = name
		}
		if h.Path == "" {
			h.Path = defaultPath
		}
		if h.Scheme == "" {
			h.Scheme = defaultScheme
		}
	}
}

// fillStatus takes a slash off the end: what is read is URL/api/v2/summary.json.
func fillStatus(s *Status) {
	if s == nil {
		return
	}
	s.URL = strings.TrimRight(s.URL, "/")
	for i := range s.Fallbacks {
		s.Fallbacks[i] = strings.TrimRight(s.Fallbacks[i], "/")
	}
}

// EffectivePort is the host's port, or its scheme's own where none is given.
func (h Host) EffectivePort() int {
	switch {
	case h.Port != 0:
		return h.Port
	case h.Scheme == schemeHTTP:
		return 80
	}
	return 443
}

func edgeIDs(c *Catalog) string {
	ids := make([]string, len(c.Edges))
	for i, e := range c.Edges {
		ids[i] = e.ID
	}
	if len(ids) == 0 {
		return "it has none"
	}
	return strings.Join(ids, ", ")
}
