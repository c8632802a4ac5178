package probe

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/text"
)

var words = sync.OnceValues(func() (*text.Table, error) { return text.Load(text.Fallback) })

var placeholder = regexp.MustCompile(`\{([a-z]+)\}`)

// wordless says what is missing to say a code in words, "" for nothing.
func wordless(code string, args checks.Args) string {
	table, err := words()
	if err != nil {
		return " !" + err.Error()
	}
	if !table.Has(code) {
		return " !no words for " + code
	}
	missing := ""
	for _, m := range placeholder.FindAllStringSubmatch(table.Raw(code), -1) {
		if args[m[1]] == "" {
			missing += " !nothing for {" + m[1] + "} in " + code
		}
	}
	return missing
}

// saw is a finding in one line: state, code, value. It says so where the finding
// could not be put into words, which then is not what any test wants.
func saw(f checks.Finding) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", f.State, f.Code, f.Args["value"])) + wordless(f.Code, f.Args)
}

func TestEveryCheckHasItsWords(t *testing.T) {
	st := &catalog.Status{Kind: "statuspage", URL: "https://status.test"}
	p, err := Plan(Setup{
		Target: checks.TargetFact{ID: "app", Name: "App", URL: "https://app.test"},
		Service: catalog.Service{
			ID: "app", Name: "App", Hosts: []catalog.Host{{Host: "app.test"}, {Host: "cdn.test"}}, Edge: "net", Status: st,
			Apps: []catalog.App{{ID: "app"}},
		},
		Catalog: &catalog.Catalog{Edges: []catalog.Edge{{ID: "net", Name: "Net", Status: st}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	kinds := make(map[checks.ID]bool)
	for _, c := range p.Checks() {
		for _, code := range []string{c.Title(), c.Title() + ".doing"} {
			if missing := wordless(code, c.Args); missing != "" {
				t.Errorf("%s:%s", c.ID, missing)
			}
		}
		kinds[c.ID.Kind()] = true
		if c.Node == "" {
			t.Errorf("%s is nowhere on the road", c.ID)
		}
	}
	for _, id := range []checks.ID{
		checks.IDLink, checks.IDRoute, checks.IDInternet, checks.IDPortal, checks.IDHostsFile, checks.IDProxy, checks.IDClock,
		checks.IDDNS, checks.IDAlternates, checks.IDHost, checks.IDEdge, checks.IDControls, checks.IDStatus, checks.IDProcesses, checks.IDSoftware,
	} {
		if !kinds[id] {
			t.Errorf("%s is not in the plan", id)
		}
	}
}
