package verdict

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fix502/checks"
)

// everySituation is all the made-up runs.
func everySituation() []situation {
	return slices.Concat(situations(), serviceSituations(), pathSituations())
}

// takeAway is the facts without those of some checks, put together again as a
// report from a file is.
func takeAway(t tester, f checks.Facts, ids ...checks.ID) checks.Facts {
	t.Helper()
	v := look(f)
	rest := checks.Facts{Target: f.Target}
	for id, fact := range map[checks.ID]any{
		checks.IDLink: f.Link, checks.IDRoute: f.Route, checks.IDInternet: f.Internet, checks.IDPortal: f.Portal,
		checks.IDHostsFile: f.HostsFile, checks.IDProxy: f.Proxy, checks.IDClock: f.Clock, checks.IDDNS: f.DNS,
		checks.IDAlternates: f.Alternate, checks.IDEdge: f.Edge, checks.IDControls: f.Controls, checks.IDStatusService: f.Status,
		checks.IDStatusEdge: f.EdgeState, checks.IDProcesses: f.Processes, checks.IDSoftware: f.Software,
	} {
		if !slices.Contains(ids, id) && !reflect.ValueOf(fact).IsNil() {
			record(t, &rest, id, fact)
		}
	}
	for _, h := range f.Hosts {
		if id := v.hostID(h); !slices.Contains(ids, id) {
			record(t, &rest, id, h)
		}
	}
	return rest
}

type tester interface {
	Helper()
	Fatal(args ...any)
	Errorf(format string, args ...any)
}

func record(t tester, f *checks.Facts, id checks.ID, fact any) {
	t.Helper()
	raw, err := json.Marshal(fact)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.AddJSON(id, raw); err != nil {
		t.Fatal(err)
	}
}

// carried holds of every ruling: what it cites can't be taken away without changing
// it, and its evidence is what it cites.
func carried(t tester, name string, f checks.Facts) {
	t.Helper()
	r := Rule(f)
	var cited []checks.ID
	for _, reason := range r.Carries {
		cited = append(cited, reason.Checks...)
		if falls(r, Rule(takeAway(t, f, reason.Checks...))) {
			continue
		}
		t.Errorf("%s: %s (%s) stands without %s, which it cites", name, r.Code, r.Confidence, reason.Checks)
	}
	if len(cited) > 0 && !slices.Equal(cited, r.Evidence) {
		t.Errorf("%s: the evidence %s isn't what is cited, %s", name, r.Evidence, cited)
	}
	if len(r.Carries) > mostReasons {
		t.Errorf("%s: %d reasons", name, len(r.Carries))
	}
}

// falls tells that a ruling is another one, or less sure. Nothing is less sure than
// what is not known: there it has to say something else.
func falls(before, after Ruling) bool {
	return before.Code != after.Code || levels[after.Confidence] < levels[before.Confidence] ||
		before.Code == "unknown" && before.Variant != after.Variant
}

func TestWhatIsCitedCarries(t *testing.T) {
	for _, s := range everySituation() {
		carried(t, s.name, s.facts)
		r := Rule(s.facts)
		if len(r.Carries) == 0 && len(look(s.facts).recorded()) > 0 {
			t.Errorf("%s: %s rests on nothing", s.name, r.Code)
		}
		// Several checks in one reason: only where none is needed by itself.
		if len(r.Carries) > 0 && len(r.Carries[0].Checks) > 1 {
			for _, id := range look(s.facts).recorded() {
				if falls(r, Rule(takeAway(t, s.facts, id))) {
					t.Errorf("%s: %s cites %s as one, and %s is needed by itself", s.name, r.Code, r.Carries[0].Checks, id)
				}
			}
		}
	}
}

func TestWhatIsCitedCarriesOnAnyFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { carried(t, "made up", anyFacts().Draw(t, "facts")) })
}

// TestEveryCodeSaysWhatWouldOverturnIt, in words that are there and filled.
func TestEveryCodeSaysWhatWouldOverturnIt(t *testing.T) {
	all := texts(t)
	rapid.Check(t, func(t *rapid.T) { inWords(t, all, Rule(anyFacts().Draw(t, "facts"))) })
	for _, s := range everySituation() {
		inWords(t, all, Rule(s.facts))
	}
	for _, code := range contractCodes {
		if !slices.ContainsFunc(turns, func(row turn) bool { return row.of == code }) {
			t.Errorf("nothing is said to overturn %s", code)
		}
	}
}

func inWords(t tester, all map[string]string, r Ruling) {
	t.Helper()
	if r.Overturn == nil {
		t.Errorf("nothing would overturn %s/%s", r.Code, r.Variant)
		return
	}
	said := append(slices.Clone(r.Against), Reason{Code: r.Overturn.Code, Args: r.Overturn.Args})
	for _, reason := range said {
		if all[reason.Code] == "" {
			t.Errorf("%s: no text %s", r.Code, reason.Code)
		}
		for _, m := range placeholder.FindAllStringSubmatch(all[reason.Code], -1) {
			if reason.Args[m[1]] == "" {
				t.Errorf("%s: %s wants {%s}, which is empty", r.Code, reason.Code, m[1])
			}
		}
	}
}

// TestTextsOfRulingsAreThoseThatShip: none is missing, none is left over.
func TestTextsOfRulingsAreThoseThatShip(t *testing.T) {
	var used, shipped []string
	for _, d := range doubts {
		used = append(used, d.code)
	}
	for _, row := range turns {
		used = append(used, row.text)
		if row.action != "" {
			used = append(used, "turn.do."+string(row.action))
		}
	}
	for _, a := range []Action{ActCheck, ActStatus, ActBrowser, ActResolvers, ActWatch, ActApp, ActElsewhere} {
		used = append(used, "turn.do."+string(a))
	}
	for code := range texts(t) {
		if strings.HasPrefix(code, "against.") || strings.HasPrefix(code, "turn.") {
			shipped = append(shipped, code)
		}
	}
	slices.Sort(used)
	slices.Sort(shipped)
	if used = slices.Compact(used); !slices.Equal(used, shipped) {
		t.Errorf("used and shipped texts differ:\nused    %q\nshipped %q", used, shipped)
	}
	for _, d := range doubts {
		for _, entry := range slices.Concat(d.of, d.but) {
			if !slices.ContainsFunc(contractCodes, func(code string) bool { return means([]string{entry}, code) }) {
				t.Errorf("%s speaks against %s, which is no code", d.code, entry)
			}
		}
	}
}

// TestAgainst: what speaks against a ruling, and what would overturn it.
func TestAgainst(t *testing.T) {
	software := func(kind, name string) func(*checks.Facts) {
		return func(f *checks.Facts) {
			f.Software = &checks.SoftwareFact{Found: []checks.SoftwareSeen{{ID: "x", Name: name, Kind: kind, By: checks.ByProcess, Sign: "x"}}}
		}
	}
	unread := func(f *checks.Facts) { f.Status.Known, f.Status.Indicator = false, checks.IndicatorUnknown }
	far := attempts(silentAt(rightAddress))
	for name, tt := range map[string]struct {
		facts   checks.Facts
		against string
		turn    string
		action  Action
	}{
		"all is well":                           {well(), "", "turn.healthy", ActBrowser},
		"well, and the status can't be read":    {change(unread), "against.status_unread", "turn.healthy", ActBrowser},
		"the official page knows nothing":       {change(attempts(web(rightAddress, 502))), "against.status_well", "turn.mobile", ""},
		"half of it works":                      {change(noStatus, mainOnly(web(rightAddress, 502))), "against.other_part", "turn.again", ActCheck},
		"another address works":                 {change(noStatus, attempts(web(rightAddress, 502), web(otherAddress, 200))), "against.other_address", "turn.mobile", ""},
		"an announced incident that can't be":   {change(serviceSays(checks.IndicatorMinor, "Minor", outage)), "against.works", "turn.incident_works", ActStatus},
		"an announcement of some time ago":      {change(serviceSays(checks.IndicatorMajor, "Major", outage), attempts(web(rightAddress, 502)), func(f *checks.Facts) { f.Status.Stale = true }), "against.status_stale", "turn.status_again", ActCheck},
		"out of reach behind a VPN":             {change(noStatus, far, software(checks.SoftwareVPN, "Tunnel")), "against.vpn against.one_line", "turn.vpn_off", ActCheck},
		"out of reach and a filter":             {change(far, software(checks.SoftwareFilter, "Filter")), "against.software against.status_late", "turn.mobile_fails", ""},
		"a filter has nothing to do with 502":   {change(noStatus, attempts(web(rightAddress, 502)), software(checks.SoftwareFilter, "Filter")), "", "turn.mobile", ""},
		"out of reach, nobody confirms where":   {change(noStatus, attempts(from(silentAt(rightAddress), checks.FromSystem))), "against.one_line against.unconfirmed", "turn.books", ActResolvers},
		"out of reach, the status unread":       {change(unread, far), "against.one_line against.status_unread", "turn.status", ActStatus},
		"the edge delivers others":              {change(noStatus, attempts(made(web(rightAddress, 502), edgeOwn)), withEdge(edgeSays(checks.IndicatorNone), nil, host("canary.example", web(rightAddress, 200)))), "against.edge_well against.edge_elsewhere", "turn.mobile", ""},
		"the origin fails, the edge has a word": {change(noStatus, attempts(made(web(rightAddress, 502), origin)), withEdge(edgeSays(checks.IndicatorMinor), &checks.TraceFact{Valid: true})), "against.edge_announces", "turn.mobile", ""},
		"an unrelated site fails too":           {change(noStatus, attempts(web(rightAddress, 502)), func(f *checks.Facts) { f.Controls.Hosts[0].Attempts = []checks.AttemptFact{silentAt("203.0.113.201")} }), "against.others_fail", "turn.mobile", ""},
		"no unrelated site was asked":           {change(noStatus, attempts(web(rightAddress, 502)), noControls), "against.no_others", "turn.again", ActCheck},
		"seen at one place only":                {change(noStatus, only(host(mainHost, web(rightAddress, 502)))), "against.one_place", "turn.again", ActCheck},
		"a sign-in page of one owner": {change(noStatus, attempts(web(rightAddress, 502)), signIn("http://portal.one.example/"), func(f *checks.Facts) {
			f.Portal.Probes = append(f.Portal.Probes, checks.PortalProbe{URL: "http://portal.two.example/", Kind: checks.PortalExpected})
		}), "against.portal", "turn.mobile", ""},
		"well through a proxy":             {change(cutOff, func(f *checks.Facts) { f.Status = nil }, withProxy(checks.ProxyTry{Reached: true, Status: 200, Expected: true}, nil)), "against.proxied", "turn.healthy", ActBrowser},
		"the run was stopped":              {change(noStatus, attempts(web(rightAddress, 502)), func(f *checks.Facts) { f.Hosts = f.Hosts[:2] }), "against.unfinished", "turn.again", ActCheck},
		"turned away":                      {change(attempts(web(rightAddress, 403))), "against.program", "turn.browser", ActBrowser},
		"turned away behind a VPN":         {change(attempts(web(rightAddress, 403)), software(checks.SoftwareVPN, "Tunnel")), "against.vpn against.program", "turn.vpn_off", ActCheck},
		"human?":                           {change(attempts(made(web(rightAddress, 403), human))), "", "turn.human", ActBrowser},
		"one other book":                   {change(configured(answering(resolver("192.0.2.1"), "")), attempts(), alternates(alternate("one", checks.OverUDP, rightAddress))), "against.one_book", "turn.books_again", ActResolvers},
		"a firewall":                       {change(attempts(dead(rightAddress, "tcp", checks.FailFirewall))), "against.only_us", "turn.firewall", ActBrowser},
		"the browser is what is left":      {change(seen(checks.SeenBrowser)), "against.by_exclusion", "turn.other_browser", ActElsewhere},
		"an expired certificate, no clock": {change(noStatus, attempts(dead(rightAddress, "tls", checks.FailExpired)), func(f *checks.Facts) { f.Clock = nil }), "", "turn.clock_right", ""},
		"a made-up name":                   {change(configured(answering(resolver("192.0.2.1"), "NXDOMAIN")), attempts(), alternates(answering(alternate("one", checks.OverDoT), "NXDOMAIN"), answering(alternate("two", checks.OverUDP), "NXDOMAIN")), func(f *checks.Facts) { f.Target.Known = false }), "", "turn.spelling", ActCheck},
	} {
		t.Run(name, func(t *testing.T) {
			r := Rule(tt.facts)
			var against []string
			for _, reason := range r.Against {
				against = append(against, reason.Code)
			}
			if got := strings.Join(against, " "); got != tt.against {
				t.Errorf("against %s/%s: %q, want %q", r.Code, r.Confidence, got, tt.against)
			}
			if r.Overturn == nil || r.Overturn.Code != tt.turn || r.Overturn.Action != tt.action {
				t.Errorf("overturned by %+v, want %s (%s)", r.Overturn, tt.turn, tt.action)
			}
		})
	}
}

// TestNearestWins lays faults that are nearer to the user over every situation: the
// nearer one is the verdict.
func TestNearestWins(t *testing.T) {
	down := answering(resolver("192.0.2.1"), "")
	nearer := []struct {
		code string
		lay  func(*checks.Facts)
	}{
		{"network.no_link", func(f *checks.Facts) { cutOff(f); f.Link, f.Route = &checks.LinkFact{}, nil }},
		{"network.no_gateway", func(f *checks.Facts) { cutOff(f); f.Route = &checks.RouteFact{} }},
		{"network.no_internet", cutOff},
		{"device.hosts_override", func(f *checks.Facts) {
			pin("127.0.0.1")(f)
			f.Hosts = slices.Clone(f.Hosts)
			f.Hosts[0].Attempts = []checks.AttemptFact{from(dead("127.0.0.1", "tcp", checks.FailRefused), checks.FromHostsFile), from(web(rightAddress, 200), checks.FromAlternates)}
		}},
		{"device.proxy", withProxy(checks.ProxyTry{Status: 502, ByProxy: true}, &checks.ProxyTry{Reached: true, Status: 200, Expected: true})},
		{"dns.resolver_down", func(f *checks.Facts) {
			f.DNS = &checks.DNSFact{Names: f.DNS.Names, Answers: []checks.ResolverFact{down}}
			f.Hosts = []checks.HostFact{host(mainHost, from(web(rightAddress, 502), checks.FromAlternates)), host(mediaHost, from(web(rightAddress, 502), checks.FromAlternates))}
		}},
	}
	farther := map[string][]func(*checks.Facts){
		"502":                 {attempts(web(rightAddress, 502))},
		"502 of the edge":     {attempts(made(web(rightAddress, 502), edgeOwn))},
		"403":                 {attempts(web(rightAddress, 403))},
		"429":                 {attempts(web(rightAddress, 429))},
		"out of reach":        {attempts(silentAt(rightAddress))},
		"expired certificate": {attempts(dead(rightAddress, "tls", checks.FailExpired))},
		"incident":            {serviceSays(checks.IndicatorMajor, "Major", outage)},
		"incident and 502":    {serviceSays(checks.IndicatorMajor, "Major", outage), attempts(web(rightAddress, 502))},
		"edge in trouble":     {attempts(silentAt(rightAddress)), withEdge(nil, nil, host("canary.example", silentAt(rightAddress)))},
		"cut":                 {attempts(dead(rightAddress, "tls", checks.FailReset))},
		"app":                 {seen(checks.SeenApp), func(f *checks.Facts) { f.Processes.Processes = []checks.ProcessFact{{Name: "Chat", Stuck: true}} }},
	}
	for name, far := range farther {
		for _, near := range nearer {
			if got := Rule(change(append(slices.Clone(far), near.lay)...)); got.Code != near.code {
				t.Errorf("%s behind %s: the verdict is %s", name, near.code, got.Code)
			}
		}
	}
}

// TestMissingFactsMakeNothingWell: with a host not seen, no trouble turns into health.
func TestMissingFactsMakeNothingWell(t *testing.T) {
	for _, s := range everySituation() {
		before := Rule(s.facts)
		if before.Code == "healthy" || before.AtFault == App || before.AtFault == Browser {
			continue
		}
		for _, h := range s.facts.Hosts {
			id := look(s.facts).hostID(h)
			after := Rule(takeAway(t, s.facts, id))
			if after.Code == "healthy" {
				t.Errorf("%s: %s is healthy without %s", s.name, before.Code, id)
			}
		}
	}
}
