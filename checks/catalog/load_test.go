package catalog

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// write puts catalogue files into a folder and returns their paths.
func write(t *testing.T, texts ...string) []string {
	t.Helper()
	var paths []string
	for i, text := range texts {
		path := filepath.Join(t.TempDir(), string(rune('a'+i))+".yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

const (
	lower = `version: 1
services:
  - {id: one, name: One, url: http://one.test, hosts: [{host: one.test}], edge: cdn, support: {email: help@one.test}}
  - {id: two, name: Two, url: http://two.test, hosts: [{host: two.test}]}
edges: [{id: cdn, name: Old, trace: /t}]
resolvers: [{id: r, name: R, addresses: [127.0.0.1], dot: localhost}]
reachability:
  anchors: ["127.0.0.1:1"]
  portals: [{url: http://127.0.0.1/}]
  controls: [{host: a.test}, {host: b.test}]
`
	upper = `version: 1
services:
  - {id: three, name: Three, url: http://three.test, hosts: [{host: three.test}], edge: cdn}
  - {id: one, name: First, url: http://first.test, hosts: [{host: first.test}]}
edges: [{id: cdn, name: New}]
reachability:
  anchors: []
  controls: [{host: c.test}]
`
)

func TestLaterFilesLieOnTop(t *testing.T) {
	cat, err := Load(write(t, lower, upper), true)
	if err != nil {
		t.Fatal(err)
	}
	want := &Catalog{
		Version: 1,
		Services: []Service{
			{ID: "one", Name: "First", URL: "http://first.test", Hosts: []Host{{Host: "first.test", Path: "/", Scheme: "https"}}},
			{ID: "two", Name: "Two", URL: "http://two.test", Hosts: []Host{{Host: "two.test", Path: "/", Scheme: "https"}}},
			{ID: "three", Name: "Three", URL: "http://three.test", Hosts: []Host{{Host: "three.test", Path: "/", Scheme: "https"}}, Edge: "cdn"},
		},
		Edges:     []Edge{{ID: "cdn", Name: "New"}}, // the whole entry is another: no trace is left
		Resolvers: []Resolver{{ID: "r", Name: "R", Addresses: []string{"127.0.0.1"}, DoT: "localhost"}},
		Reachability: Reachability{
			Anchors:  []string{}, // given as empty
			Portals:  []Portal{{URL: "http://127.0.0.1/", Status: 200}},
			Controls: []Host{{Host: "c.test", Path: "/", Scheme: "https"}},
		},
	}
	if diff := cmp.Diff(want, cat); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheBuiltInOneLiesBelowUnlessOnlyTheGivenAreWanted(t *testing.T) {
	paths := write(t, lower)
	laid, err := Load(paths, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, there := laid.Service("discord"); !there {
		t.Error("discord is gone although the built-in catalogue lies below")
	}
	if one, _ := laid.Service("one"); one.Name != "One" || len(laid.Reachability.Controls) != 2 {
		t.Errorf("the given file does not lie on top: %+v, %d controls", one, len(laid.Reachability.Controls))
	}
	alone, err := Load(paths, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, there := alone.Service("discord"); there {
		t.Error("discord is there although only the given file is wanted")
	}
}

func TestAnEdgeMayBeInAnotherFileButMustBeSomewhere(t *testing.T) {
	const user = "version: 1\nservices:\n- {id: a, name: A, url: http://a.test, hosts: [{host: a.test}], edge: %}\n"
	cat, err := Load(write(t, strings.ReplaceAll(user, "%", "cloudflare")), false)
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := cat.Service("a"); a.Edge != "cloudflare" {
		t.Errorf("edge %q", a.Edge)
	}
	paths := write(t, lower, strings.ReplaceAll(user, "%", "nowhere"))
	_, err = Load(paths, true)
	list := problemsOf(t, err)
	if len(list) != 1 || complaint(list[0]) != `3:71: the edge "nowhere"` || list[0].File != paths[1] || !strings.Contains(list[0].Expected, ": cdn") {
		t.Errorf("got %+v", list)
	}
	if !strings.HasSuffix(list[0].Excerpt, "^") {
		t.Errorf("no excerpt: %q", list[0].Excerpt)
	}
}

// A service that is replaced on top no longer needs its edge.
func TestAReplacedServiceIsNotAskedForItsEdge(t *testing.T) {
	below := "version: 1\nservices: [{id: one, name: One, url: http://one.test, hosts: [{host: one.test}], edge: gone}]\n"
	if _, err := Load(write(t, below, upper), true); err != nil {
		t.Error(err)
	}
}

// Edges that could not be read must not make the services that name them look wrong.
func TestOneMistakeIsNotReportedTwice(t *testing.T) {
	const service = "services: [{id: a, name: A, url: http://a.test, hosts: [{host: a.test}], edge: cdn}]\n"
	for name, text := range map[string]string{
		"bad edge":      "version: 1\n" + service + "edges: [{id: CDN, name: A}]\n",
		"misspelt key":  "version: 1\n" + service + "edgse: [{id: cdn, name: A}]\n",
		"edges as keys": "version: 1\n" + service + "edges: {id: cdn, name: A}\n",
	} {
		_, err := Load(write(t, text), true)
		if list := problemsOf(t, err); len(list) != 1 {
			t.Errorf("%s: got %v", name, list)
		}
	}
}

func TestEveryFileIsReported(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.yaml")
	paths := append(write(t, "version: 2\n", "services: []\n"), missing, t.TempDir())
	_, err := Load(paths, true)
	list := problemsOf(t, err)
	var got []string
	for _, p := range list {
		got = append(got, complaint(p))
	}
	want := []string{"1:10: 2", "1:1: no version", "0:0: no such file", "0:0: a folder"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		t.Error("the reason why the file could not be read is lost")
	}
	if text := list[2].Error(); text != missing+": found no such file, expected a catalogue file" {
		t.Errorf("got %q", text)
	}
}

func TestAFileThatIsTooLargeIsNotReadToItsEnd(t *testing.T) {
	path := write(t, "version: 1\n"+strings.Repeat("# comment\n", MaxSize/10))[0]
	_, err := Load([]string{path}, true)
	if list := problemsOf(t, err); len(list) != 1 || !strings.Contains(list[0].Found, "more than 1048576 bytes") {
		t.Errorf("got %v", list)
	}
}

// The catalogue that ships: what the rest of the program relies on.
func TestBuiltin(t *testing.T) {
	cat, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	discord, there := cat.Service("discord")
	if !there || discord.Edge != "cloudflare" || discord.Status == nil || discord.Support == nil || len(discord.Status.Fallbacks) == 0 {
		t.Fatalf("discord is incomplete: %+v", discord)
	}
	var flavours []string
	for _, app := range discord.Apps {
		flavours = append(flavours, app.Flavour)
		for kind, install := range map[string]*Install{"windows": app.Windows, "macos": app.MacOS, "linux": app.Linux, "flatpak": app.Flatpak, "snap": app.Snap} {
			if install == nil || len(install.Processes) == 0 || len(install.Paths) == 0 || len(install.Launch) == 0 || len(install.Caches) == 0 || install.Data == "" {
				t.Errorf("%s on %s is incomplete: %+v", app.ID, kind, install)
				continue
			}
			for _, cache := range install.Caches {
				for _, precious := range []string{"Local Storage", "Cookies", "Local State", "Preferences", "IndexedDB", "modules", "app-", "Session"} {
					if strings.Contains(cache, precious) {
						t.Errorf("%s on %s would clear %s", app.ID, kind, cache)
					}
				}
				if cache == install.Data || strings.HasPrefix(install.Data, cache+"/") {
					t.Errorf("%s on %s would clear its data with %s", app.ID, kind, cache)
				}
			}
		}
	}
	if diff := cmp.Diff([]string{"stable", "ptb", "canary"}, flavours); diff != "" {
		t.Errorf("flavours (-want +got):\n%s", diff)
	}
	if n := len(cat.Services); n < 26 {
		t.Errorf("only %d services", n)
	}
	for _, s := range cat.Services {
		if !slices.ContainsFunc(s.Hosts, Host.IsRequired) {
			t.Errorf("%s needs none of its hosts", s.ID)
		}
	}
	for _, e := range cat.Edges {
		if e.Status == nil || len(e.Canaries) == 0 {
			t.Errorf("%s is incomplete", e.ID)
		}
	}
}

func TestBuiltinResolvers(t *testing.T) {
	cat, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if first := cat.Resolvers[0]; first.Filters != "" || first.Encrypted {
		t.Errorf("%s is suggested first", first.ID)
	}
	full, filtering := 0, false
	owner := make(map[string]string)
	for _, r := range cat.Resolvers {
		if r.DoT != "" && r.DoH != "" && !r.Encrypted {
			full++
		}
		if filtering = filtering || r.Filters != ""; filtering && r.Filters == "" {
			t.Errorf("%s filters nothing and comes after those that filter", r.ID)
		}
		v4, v6 := 0, 0
		for _, a := range r.Addresses {
			if owner[a] != "" {
				t.Errorf("%s belongs to %s and %s", a, owner[a], r.ID)
			}
			owner[a] = r.ID
			if strings.Contains(a, ":") {
				v6++
			} else {
				v4++
			}
		}
		if v4 == 0 || v6 == 0 {
			t.Errorf("%s has %d IPv4 and %d IPv6 addresses", r.ID, v4, v6)
		}
	}
	if full < 16 {
		t.Errorf("only %d resolvers have all three forms", full)
	}
	for _, disputed := range []string{"208.67.222.222", "86.54.11.100", "8.26.56.26", "64.6.64.6", "114.114.114.114"} {
		if owner[disputed] != "" {
			t.Errorf("%s is there", disputed)
		}
	}
}

func TestBuiltinReachability(t *testing.T) {
	cat, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	r := cat.Reachability
	v6 := 0
	for _, a := range r.Anchors {
		if strings.HasPrefix(a, "[") {
			v6++
		}
	}
	if v6 < 3 || len(r.Anchors)-v6 < 8 {
		t.Errorf("%d anchors, %d of them IPv6", len(r.Anchors), v6)
	}
	if len(r.Portals) < 4 || len(r.Controls) < 4 {
		t.Errorf("%d portals, %d controls", len(r.Portals), len(r.Controls))
	}
	for _, p := range r.Portals {
		if !strings.HasPrefix(p.URL, "http://") {
			t.Errorf("%s cannot be replaced by a sign-in page", p.URL)
		}
		if p.Status == 200 && p.Body == "" {
			t.Errorf("any page would do for %s", p.URL)
		}
	}
}

// Every value's place is where the value stands: what complaints point at.
func TestPlacesOfTheBuiltInCatalogue(t *testing.T) {
	raw, err := os.ReadFile("../../assets/catalog.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := parse("catalog.yaml", raw)
	texts := map[string]string{}
	for i, s := range d.cat.Services {
		p := element("services", i)
		texts[p+".id"], texts[p+".name"], texts[p+".url"] = s.ID, s.Name, s.URL
		for j, h := range s.Hosts {
			texts[element(p+".hosts", j)+".host"] = h.Host
		}
		for j, a := range s.Apps {
			if a.Windows != nil {
				for k, v := range a.Windows.Paths {
					texts[element(element(p+".apps", j)+".windows.paths", k)] = v
				}
			}
		}
	}
	for i, r := range d.cat.Resolvers {
		for j, a := range r.Addresses {
			texts[element(element("resolvers", i)+".addresses", j)] = a
		}
	}
	if len(texts) < 200 {
		t.Fatalf("only %d values", len(texts))
	}
	for path, value := range texts {
		m := d.at[path]
		line := []rune(d.lines[m.line-1])
		if got := strings.TrimPrefix(string(line[m.column-1:]), `"`); !strings.HasPrefix(got, value) {
			t.Errorf("%s: %q is said to stand at %d:%d, where %q stands", path, value, m.line, m.column, got)
		}
	}
}
