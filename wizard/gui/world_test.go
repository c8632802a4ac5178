package gui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/report"
	"fix502/checks/text"
	"fix502/wizard"
)

// sentences are the words that checks and steps of the made-up wizard have; the
// window's own come from the real table.
var sentences = map[string]string{
	"check.network.link":             "Connection of this computer",
	"check.network.route":            "Router",
	"check.network.internet":         "Internet",
	"check.dns.system":               "Address book (DNS)",
	"check.edge.canaries":            "Cloudflare",
	"check.host":                     "{host}",
	"check.status":                   "Official status page",
	"network.link.ok":                "This computer is connected",
	"network.route.ok":               "The router answers",
	"network.internet.ok":            "The internet is reachable",
	"dns.system.ok":                  "Your address book (DNS) finds discord.com",
	"dns.system.slow":                "One of your two DNS servers is slow",
	"edge.ok":                        "Cloudflare itself works",
	"host.502":                       "discord.com answered 502 Bad Gateway, 3 times of 3",
	"host.asking":                    "Opening discord.com the way the app does…",
	"check.status.doing":             "Asking Discord’s status page…",
	"status.outage":                  "Official status: major outage, “API errors”",
	"check.network.link.doing":       "Looking at this computer…",
	"check.made.up":                  "Something made up",
	"says.unknown":                   "These words are new to us.",
	"says.502":                       "502 means that one computer on the way got no proper answer from the next one. Most often that is at the site, not at your end. Wait a minute and reload the page.",
	"catalog.target.bad.in.the.test": "“{target}” can’t be an address.",
}

// talker looks into the made-up sentences first.
type talker struct{ *fake }

func (t talker) Tr(code string, args checks.Args) string {
	s, made := sentences[code]
	if !made {
		return t.fake.Tr(code, args)
	}
	for name, value := range args {
		s = strings.ReplaceAll(s, "{"+name+"}", value)
	}
	return t.stretch(s)
}

func printed(f *fake, r report.Report) string {
	return fmt.Sprintf("Fix502 report for Discord\n22 November 2026, 10:58\n\nVerdict  Discord answers 502 Bad Gateway\nSystem   Debian 12\n\nredacted %t\nwords %q", r.Redacted, f.session.Words)
}

func table(t *testing.T) *text.Table {
	t.Helper()
	table, err := text.Load(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// outage is a world in which Discord is down and everything else is well.
func outage(t *testing.T) *fake {
	t.Helper()
	f := &fake{
		table: table(t),
		services: []catalog.Service{
			{ID: "discord", Name: "Discord", URL: "https://discord.com/app", Hosts: []catalog.Host{{Host: "discord.com"}}, Apps: []catalog.App{{ID: "discord"}}, Support: &catalog.Support{URL: "https://support.discord.com", Email: "support@discord.com"}},
			{ID: "steam", Name: "Steam", Hosts: []catalog.Host{{Host: "store.steampowered.com"}}},
			{ID: "slack", Name: "Slack", Hosts: []catalog.Host{{Host: "slack.com"}}},
		},
		session: wizard.Session{Target: "discord", Seen: checks.SeenUnsure},
		pages:   map[wizard.StepID]wizard.Page{},
	}
	f.plan = []checks.Check{
		{ID: checks.IDLink, Node: checks.NodeComputer},
		{ID: checks.IDRoute, Node: checks.NodeRouter},
		{ID: checks.IDInternet, Node: checks.NodeInternet},
		{ID: checks.IDDNS, Node: checks.NodeDNS},
		{ID: checks.IDEdge, Node: checks.NodeEdge},
		{ID: "host:discord.com", Args: checks.Args{"host": "discord.com"}, Node: checks.NodeService},
		{ID: checks.IDStatusService, Node: checks.NodeService},
	}
	f.events = []checks.Event{
		{ID: checks.IDLink},
		ended(checks.IDLink, checks.OK, "network.link.ok", "Wi-Fi"),
		ended(checks.IDRoute, checks.OK, "network.route.ok", "3 ms"),
		ended(checks.IDInternet, checks.OK, "network.internet.ok", "3 of 3 places"),
		ended(checks.IDDNS, checks.Notice, "dns.system.slow", "640 ms"),
		{ID: checks.IDEdge, Note: "edge.ok"},
		ended(checks.IDEdge, checks.OK, "edge.ok", "12 ms"),
		{ID: checks.IDStatusService},
		{ID: "host:discord.com", Note: "host.asking"},
		ended("host:discord.com", checks.Problem, "host.502", "502"),
		ended(checks.IDStatusService, checks.Problem, "status.outage", ""),
	}
	labels := []string{"This computer", "Your router", "Internet", "Address book", "Cloudflare", "Discord"}
	for i, node := range checks.Road {
		n := wizard.RoadNode{Node: node, Label: labels[i], Note: "fine", State: wizard.RoadGood}
		if node == checks.NodeService {
			n.State, n.Note = wizard.RoadBroken, "502"
		}
		f.road = append(f.road, n)
	}
	f.rail = rail()
	f.ends = &wizard.Outcome{Complete: true}
	f.verdict = outageVerdict()
	f.rounds = rounds()
	return f
}

func ended(id checks.ID, s checks.State, code, value string) checks.Event {
	f := &checks.Finding{State: s, Code: code}
	if value != "" {
		f.Args = checks.Args{"value": value}
	}
	return checks.Event{ID: id, Finding: f}
}

func rail() []wizard.StepView {
	names := []string{
		"Check service status", "Close stuck app", "Reload the page", "Fresh browser session", "Clear cache and cookies",
		"Browser without add-ons", "Change DNS servers", "Try another browser", "Restart PC and router", "Contact support",
		"Contact your provider", "Come back later",
	}
	advice := map[int]wizard.Advice{1: wizard.Recommended, 2: wizard.Optional, 3: wizard.Optional, 10: wizard.Optional, 12: wizard.Recommended}
	var list []wizard.StepView
	for i, s := range wizard.Steps {
		v := wizard.StepView{Step: s, Name: names[i], Advice: wizard.NotNeeded, State: wizard.StepOpen, Reason: "The fault is at Discord, so this cannot help."}
		if a, said := advice[s.Number]; said {
			v.Advice, v.Reason = a, ""
		}
		list = append(list, v)
	}
	return list
}

func outageVerdict() wizard.VerdictView {
	return wizard.VerdictView{
		Code: "service.incident", AtFault: "service", Confidence: "high", Complete: true,
		Headline:    "The problem is at Discord, not at your end.",
		Explanation: "Your connection is fine. Discord’s servers are answering with error 502, and Discord has announced an outage (“API errors”, since 10:42). Nothing on this computer needs fixing.",
		Advice:      "Waiting is the fix. Fix502 can keep an eye on it and tell you when Discord works again.",
		Primary:     &wizard.VerdictAction{Label: "Tell me when it’s back", Step: wizard.ComeBackLater},
		Secondary:   &wizard.VerdictAction{Label: "Open Discord’s status page", URL: "https://discordstatus.com"},
		Known: []wizard.EvidenceView{
			{ID: "host:discord.com", Title: "discord.com", State: checks.Problem, Text: "discord.com answered 502 Bad Gateway, 3 times of 3", Detail: "GET https://discord.com/api/v10/gateway\n502 Bad Gateway, server cloudflare, cf-ray 8f2c11d0aa, 3 of 3"},
			{ID: checks.IDStatusService, Title: "Official status", State: checks.Problem, Text: "Official status: major outage, “API errors”", Detail: "GET https://discordstatus.com/api/v2/summary.json"},
			{ID: "controls", Title: "Other websites", State: checks.OK, Text: "Three unrelated websites and five DNS services answer normally", Value: "12 ms", Detail: "www.wikipedia.org 200"},
		},
		Against:  []string{"discord.com/robots.txt answered as it should, so a part of Discord works."},
		Overturn: &wizard.TurnView{Text: "Open Discord in another browser. If it works there, the fault is in this one and not at Discord.", Label: "Try another browser", Step: wizard.OtherBrowser},
		All:      []wizard.EvidenceView{{ID: checks.IDLink, Title: "Connection", State: checks.OK, Text: "This computer is connected", Value: "Wi-Fi"}},
	}
}

func dnsPage() wizard.Page {
	return wizard.Page{
		StepView: wizard.StepView{Step: wizard.Steps[6], Name: "Change DNS servers", Advice: wizard.Recommended, State: wizard.StepOpen},
		Title:    "Change DNS servers",
		Why:      "DNS is the internet’s address book. Yours gave a wrong address for discord.com; four others gave the right one.",
		Actions: []wizard.ActionView{
			{ID: wizard.CompareResolvers, Label: "Compare address books", Primary: true, Note: "Asks five of them once each. Nothing is changed."},
			{ID: wizard.FlushDNS, Label: "Only clear the DNS cache", Note: "Your computer asks anew from then on.", Changes: true, Items: []string{"systemd-resolved"}},
		},
		Guides: []wizard.Guide{{Title: "Do it by hand on Debian 12", Steps: []string{"Open Settings, then Network.", "Choose your connection, then IPv4.", "Write 1.1.1.1 into DNS and press Apply."}, Copy: "1.1.1.1"}},
	}
}

func compared() wizard.Result {
	return wizard.Result{OK: true, Text: "Who knows the way to Discord, and how fast?", Bars: []wizard.Bar{
		{Label: "Cloudflare", Value: 11, Note: "11 ms · right"},
		{Label: "Google", Value: 15, Note: "15 ms · right"},
		{Label: "Quad9", Value: 24, Note: "24 ms · right"},
		{Label: "AdGuard", Value: 33, Note: "33 ms · right"},
		{Label: "Yours (router)", Value: 62, Note: "62 ms · wrong address", Bad: true, Yours: true},
	}}
}

func rounds() []wizard.Round {
	var list []wizard.Round
	for i := range 28 {
		list = append(list, wizard.Round{
			At: noon.Add(time.Duration(i-28) * time.Minute), Unsure: i > 18 && i < 22, Code: "service.incident",
			Label: "502 Bad Gateway", Text: "The problem is at Discord, not at your end.", Next: noon.Add(48 * time.Second), Says: "We are rolling out a fix.",
		})
	}
	return list
}

// walk visits every visible object below one.
func walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			walk(c, visit)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			walk(c, visit)
		}
	}
}

// shown is every text on the screen.
func shown(w *Window) string {
	var b strings.Builder
	walk(w.win.Content(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *words:
			b.WriteString(o.text + "\n")
		case *selectable:
			b.WriteString(o.Text + "\n")
		}
	})
	return b.String()
}

// labelled finds what can be pressed by the words on it.
func labelled(t *testing.T, w *Window, label string) fyne.Tappable {
	t.Helper()
	var found fyne.Tappable
	walk(w.win.Content(), func(o fyne.CanvasObject) {
		text := ""
		switch o := o.(type) {
		case *button:
			text = o.label.text
		case *choice:
			text = o.title.text
		case *fold:
			text = o.label.text
		case *toggle:
			text = o.label.text
		case *row:
			text = o.inner.Objects[0].(*words).text
		case *railEntry:
			text = o.name.text
		}
		if text == label && found == nil {
			found = o.(fyne.Tappable)
		}
	})
	if found == nil {
		t.Fatalf("nothing to press says %q; on the screen:\n%s", label, shown(w))
	}
	return found
}

// press clicks what has these words.
func press(t *testing.T, w *Window, label string) {
	t.Helper()
	test.Tap(labelled(t, w, label))
}

func mustShow(t *testing.T, w *Window, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if got := shown(w); !strings.Contains(got, want) {
			t.Errorf("not on the screen: %q; there is:\n%s", want, got)
		}
	}
}

func supportPage(f *fake) wizard.Page {
	return wizard.Page{
		StepView: f.rail[9], Title: "Contact support",
		Actions: []wizard.ActionView{{ID: wizard.OpenSupportForm, Label: "Open Discord’s support form", Primary: true}},
	}
}
