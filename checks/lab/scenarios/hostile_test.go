package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// memoryLimit is the most that the program may ever hold, whatever it is sent.
const memoryLimit = 200 << 20

// attack is one hostile server and how curl or dig sees that it is one.
type attack struct {
	kind  string
	proof func(address string) proof
}

func attacks() []attack {
	get := func(want string, more ...string) func(string) proof {
		return func(address string) proof { return fetch(address, want, append([]string{"-k", "-m", "2"}, more...)...) }
	}
	read := func(want string) func(string) proof {
		return func(address string) proof { return page(address, want, "-k", "-m", "2") }
	}
	return []attack{
		{"endless", get("200/28")},
		{"bomb", read("gzip")},
		{"headers", get("Too large response headers", "--http1.1")}, // more than curl takes
		{"loop", get("302/47", "-L")},
		{"drip", get("200/28")},
		{"drip-head", get("000/28")},
		{"nested", read("[[[[[[[[")},
		{"no-text", read("\xff\xc3\x28\xa0")},
		{"script", read("<script>alert(1)</script>")},
	}
}

// target is who is hostile: how a plan is made of a kind, and an address to prove it.
type hostileRole struct {
	name, address string
	plan          func(kind string) plan
}

func hostileRoles() []hostileRole {
	https := func(sites []string, cert string, addresses ...string) func(string) plan {
		return func(kind string) plan {
			p := plan{sites: map[string]string{}}
			for i, a := range addresses {
				p.sites[sites[i]] = off
				d := serving(afar, kind, a+":443 "+cert)
				d.name = fmt.Sprintf("%s-%d", kind, i)
				p.more = append(p.more, d)
			}
			return p
		}
	}
	return []hostileRole{
		{"the target", "https://198.51.100.10/", https([]string{"chat"}, "chat", "198.51.100.10")},
		{"the status page", "https://198.51.100.20/", https([]string{"status"}, "status", "198.51.100.20")},
		{"the unrelated sites", "https://198.51.100.30/", https([]string{"news", "maps"}, "news", "198.51.100.30", "198.51.100.31")},
		{"the probe pages", "http://198.51.100.40/", func(kind string) plan {
			a, b := serving(afar, kind, "198.51.100.40:80 plain"), serving(afar, kind, "198.51.100.41:80 plain")
			b.name += "-2"
			return plan{sites: map[string]string{"phone": off, "desktop": off}, more: []*daemon{a, b}}
		}},
		{"the proxy", "http://" + proxyAddr + "/", func(kind string) plan {
			return plan{env: viaProxy, more: []*daemon{serving(atRouter, kind, proxyAddr+" plain")}}
		}},
	}
}

// TestHostile meets servers that mean harm: the program has to come back in time,
// with a report that holds, and without taking the computer's memory.
func TestHostile(t *testing.T) {
	l := openLaboratory(t)
	var mu sync.Mutex
	cells := [][]string{{"hostile", "what it does", "proof", "verdict", "ms", "MB"}}
	meet := func(t *testing.T, who, what string, p plan, shown proof) {
		t.Parallel()
		s := l.open(t, p)
		s.prove(t, shown)
		r := l.check(t, s, "chat")
		if r.exit != 0 && r.exit != 1 {
			t.Errorf("exit code %d", r.exit)
		}
		if r.memory <= 0 || r.memory > memoryLimit {
			t.Errorf("it held %d bytes", r.memory)
		}
		mu.Lock()
		defer mu.Unlock()
		cells = append(cells, []string{who, what, clip(shown.String()), r.Verdict.Code, fmt.Sprintf("%.0f", r.Duration), fmt.Sprintf("%.1f", float64(r.memory)/(1<<20))})
	}
	t.Run("side by side", func(t *testing.T) {
		for _, role := range hostileRoles() {
			for _, a := range attacks() {
				t.Run(role.name+", "+a.kind, func(t *testing.T) {
					shown := a.proof(role.address)
					if role.name == "the proxy" {
						shown.words = slices.Insert(shown.words, 1, "--noproxy", "*")
					}
					meet(t, role.name, a.kind, role.plan(a.kind), shown)
				})
			}
		}
		for who, p := range map[string]plan{
			"the configured resolver": {off: []string{house}, more: []*daemon{serving(atRouter, "dns-loop", routerAddr+":53")}},
			"another resolver":        {off: []string{second}, more: []*daemon{serving(afar, "dns-loop", second4+":53")}},
		} {
			t.Run(who+", dns-loop", func(t *testing.T) {
				server := routerAddr
				if who != "the configured resolver" {
					server = second4
				}
				meet(t, who, "dns-loop", p, ask("chat.example", server, "bad compression pointer"))
			})
		}
	})
	slices.SortFunc(cells[1:], func(a, b []string) int { return slices.Compare(a, b) })
	text := columns(cells)
	tell("\n%s", text)
	must(t, os.WriteFile(filepath.Join(l.dir, "hostile.txt"), []byte(text), 0o644))
}
