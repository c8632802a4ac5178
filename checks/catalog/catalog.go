// Package catalog knows the form of the catalogue: services, the delivery
// networks in front of them, resolvers, and places that prove the internet is
// there. It loads, validates and lays catalogues over each other.
//
// What must not live here: built-in data (that is assets/catalog.yaml).
package catalog

// Catalog is everything the checks know about the outside world.
type Catalog struct {
	Version      int          `yaml:"version"`
	Services     []Service    `yaml:"services"`
	Edges        []Edge       `yaml:"edges"`
	Resolvers    []Resolver   `yaml:"resolvers"`
	Reachability Reachability `yaml:"reachability"`
}

// Service is something that people use and that can fail.
type Service struct {
	ID      string   `yaml:"id"`
	Name    string   `yaml:"name"`
	URL     string   `yaml:"url"`
	Hosts   []Host   `yaml:"hosts"`
	Edge    string   `yaml:"edge"`   // id of an Edge, "" for none or unknown
	Status  *Status  `yaml:"status"` // nil where no official page can be read
	Apps    []App    `yaml:"apps"`
	Support *Support `yaml:"support"`
}

// Host is one name that a service needs.
type Host struct {
	Host     string `yaml:"host"`
	Path     string `yaml:"path"`     // "/" where not given
	Expect   []int  `yaml:"expect"`   // empty means any 2xx or 3xx
	Required *bool  `yaml:"required"` // nil means true
	Port     int    `yaml:"port"`     // 0 means the scheme's own
	Scheme   string `yaml:"scheme"`   // "https" where not given
}

// Status says where an official status page is.
type Status struct {
	Kind      string   `yaml:"kind"` // "statuspage"
	URL       string   `yaml:"url"`
	Fallbacks []string `yaml:"fallbacks"` // other addresses of the same page, tried in order
}

// Support says how a service's support is reached.
type Support struct {
	URL   string `yaml:"url"`
	Email string `yaml:"email"`
}

// App is a desktop program of a service, in one flavour.
type App struct {
	ID      string   `yaml:"id"`      // "discord-ptb"
	Name    string   `yaml:"name"`    // "Discord PTB"
	Flavour string   `yaml:"flavour"` // "stable", "ptb", "canary"
	Windows *Install `yaml:"windows"`
	MacOS   *Install `yaml:"macos"`
	Linux   *Install `yaml:"linux"`
	Flatpak *Install `yaml:"flatpak"`
	Snap    *Install `yaml:"snap"`
}

// Install is how an app sits on one kind of system. Paths are written with either
// slash; they may begin with ${HOME}, ${LOCALAPPDATA}, ${APPDATA}, ${PROGRAMFILES},
// ${PROGRAMFILES(X86)}, ${PROGRAMDATA} or one of ${XDG_CONFIG_HOME},
// ${XDG_CACHE_HOME}, ${XDG_DATA_HOME}, ${XDG_STATE_HOME}, and use * for any run of
// characters inside one path element.
type Install struct {
	ID        string     `yaml:"id"`        // Flatpak, Snap or bundle id
	Processes []string   `yaml:"processes"` // executable base names, exactly as the system shows them
	Paths     []string   `yaml:"paths"`     // folders or files that the executables must lie in; a process elsewhere is another program
	Launch    [][]string `yaml:"launch"`    // argument lists to start it with, tried in order
	Quit      [][]string `yaml:"quit"`      // argument lists that ask it to quit, tried in order
	Caches    []string   `yaml:"caches"`    // folders safe to clear
	Data      string     `yaml:"data"`      // base folder, never cleared
}

// Edge is a content delivery network.
type Edge struct {
	ID       string  `yaml:"id"`
	Name     string  `yaml:"name"`
	Status   *Status `yaml:"status"`
	Canaries []Host  `yaml:"canaries"`
	Trace    string  `yaml:"trace"` // path of the edge's own page on every host behind it, "/cdn-cgi/trace"; "" for none
}

// Resolver is a public DNS service.
type Resolver struct {
	ID        string   `yaml:"id"`
	Name      string   `yaml:"name"`
	Addresses []string `yaml:"addresses"` // IP or IP:port; port 53 unless given
	DoT       string   `yaml:"dot"`       // host or host:port, dialled at Addresses
	DoH       string   `yaml:"doh"`       // https URL, dialled at Addresses
	Filters   string   `yaml:"filters"`   // what it blocks on purpose, "" for nothing: "malware", "adult"
	Note      string   `yaml:"note"`
	Encrypted bool     `yaml:"encrypted_only"` // serves no plain DNS
}

// Reachability lists places that prove the internet is there.
type Reachability struct {
	Anchors  []string `yaml:"anchors"` // IP:port for TCP
	Portals  []Portal `yaml:"portals"`
	Controls []Host   `yaml:"controls"`
}

// Portal is a page whose exact answer is known.
type Portal struct {
	URL    string `yaml:"url"`
	Status int    `yaml:"status"` // 200 where not given
	Body   string `yaml:"body"`   // compared with white space trimmed; "" means any for 200, none for 204
}

// IsRequired tells whether the service cannot work without this host.
func (h Host) IsRequired() bool { return h.Required == nil || *h.Required }

// Service finds a service by its id.
func (c *Catalog) Service(id string) (Service, bool) {
	for _, s := range c.Services {
		if s.ID == id {
			return s, true
		}
	}
	return Service{}, false
}

// Edge finds a delivery network by its id.
func (c *Catalog) Edge(id string) (Edge, bool) {
	for _, e := range c.Edges {
		if e.ID == id {
			return e, true
		}
	}
	return Edge{}, false
}
