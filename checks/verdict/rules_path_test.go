package verdict

import (
	"testing"

	"fix502/checks"
)

// What one address answers when it is asked in other ways.
func otherName(a checks.AttemptFact, answered bool) checks.AttemptFact {
	a.OtherName = &checks.ContrastFact{Name: "www.one.example", Answered: answered}
	if !answered {
		a.OtherName.Stage, a.OtherName.Fail = "tls", a.Fail
	}
	return a
}

func smallParts(a checks.AttemptFact, answered bool) checks.AttemptFact {
	a.SmallParts = &checks.ContrastFact{Segment: 512, Answered: answered}
	if !answered {
		a.SmallParts.Stage, a.SmallParts.Fail = "tls", a.Fail
	}
	return a
}

func both(a checks.AttemptFact, name, small bool) checks.AttemptFact {
	return smallParts(otherName(a, name), small)
}

func neighbour(list ...checks.AttemptFact) func(*checks.Facts) {
	return func(f *checks.Facts) {
		f.Edge.Neighbours = append(f.Edge.Neighbours, host("neighbour.example", list...))
	}
}

func calmEdge(canaries ...checks.HostFact) func(*checks.Facts) {
	return withEdge(edgeSays(checks.IndicatorNone), nil, canaries...)
}

// pathSituations is what can stand on the way: everything in between that is not
// this computer's, nor the service's.
func pathSituations() []situation {
	cut, mute := dead(rightAddress, "tls", checks.FailReset), dead(rightAddress, "tls", checks.FailTimeout)
	named, namedToo := both(cut, true, false), both(dead(otherAddress, "tls", checks.FailReset), true, false)
	silenced := both(mute, true, false)
	sixth := six(named)
	small := both(mute, false, true)
	half := smallParts(dead(rightAddress, "http", checks.FailTimeout), true)
	half.Status, half.Served = 200, true
	canary := host("canary.example", silentAt(rightAddress))
	canary2 := host("canary2.example", silentAt(otherAddress))
	okCanary := host("canary.example", web(rightAddress, 200))
	valid := &checks.TraceFact{Host: mainHost, Status: 200, Colo: "FRA", Valid: true}
	ownPage := attempts(made(web(rightAddress, 500), edgeOwn))
	elsewhere := func(a checks.AttemptFact) checks.AttemptFact { a.Address = otherAddress; return a }
	plainMute := dead(rightAddress, "http", checks.FailTimeout)
	plainBegun := plainMute
	plainBegun.Status = 200

	return []situation{
		// The name is what is stopped.
		{name: "cut at one address, another name is answered", facts: change(mainOnly(named)), code: "path.interfered", variant: "named", sure: Medium, broken: checks.NodeInternet},
		{name: "cut at two addresses", facts: change(mainOnly(named, namedToo)), code: "path.interfered", variant: "named", sure: High, broken: checks.NodeInternet},
		{name: "cut over both kinds of address", facts: change(mainOnly(named, sixth)), code: "path.interfered", variant: "named", sure: High, broken: checks.NodeInternet},
		{name: "cut at two hosts", facts: change(attempts(named)), code: "path.interfered", variant: "named", sure: High, broken: checks.NodeInternet},
		{name: "stalls, another name is answered", facts: change(mainOnly(silenced)), code: "path.interfered", variant: "named", sure: Medium, broken: checks.NodeInternet},
		{name: "no official status is needed for that", facts: change(noStatus, mainOnly(named)), code: "path.interfered", variant: "named", sure: Medium, broken: checks.NodeInternet},
		{name: "small packets slip through a filter that cuts", facts: change(mainOnly(both(cut, true, true))), code: "path.interfered", variant: "named", sure: Medium, broken: checks.NodeInternet},
		{name: "silence that both other ways end", facts: change(mainOnly(both(mute, true, true))), code: "path.interfered", variant: "named", sure: Low, broken: checks.NodeInternet},
		{name: "plain http, stalls at the name", facts: change(func(f *checks.Facts) {
			f.Hosts[0] = plain(host(mainHost, both(plainMute, true, false)))
		}), code: "path.interfered", variant: "named", sure: Medium, broken: checks.NodeInternet},
		{name: "a minor incident is announced besides", facts: change(mainOnly(named, namedToo), serviceSays(checks.IndicatorMinor, "Minor", outage)), code: "path.interfered", variant: "named", sure: Medium, broken: checks.NodeInternet},
		{name: "a major incident explains it", facts: change(mainOnly(named, namedToo), serviceSays(checks.IndicatorMajor, "Major", outage)), code: "service.incident", sure: High, broken: checks.NodeService},
		{name: "cut whatever the name, officially well", facts: change(mainOnly(both(cut, false, false))), code: "path.blocked", sure: Low, broken: checks.NodeInternet},
		{name: "cut whatever the name, status unknown", facts: change(noStatus, mainOnly(both(cut, false, false))), code: "service.unreachable", sure: Low, broken: checks.NodeService},
		{name: "cut at the name like everything else", facts: change(noStatus, mainOnly(named), controls(cut)), code: "service.unreachable", sure: Low, broken: checks.NodeService},
		{name: "another address of the host answers", facts: change(configured(resolver("192.0.2.1", rightAddress, otherAddress)), mainOnly(named, web(otherAddress, 200))), code: "healthy", sure: High},
		{name: "a block page, another name gets none", facts: change(func(f *checks.Facts) {
			f.Hosts[0] = plain(host(mainHost, otherName(made(web(rightAddress, 403), filter), true)))
		}), code: "path.interfered", sure: High, broken: checks.NodeInternet},
		{name: "interfered with, and the same filter keeps the canaries away", facts: change(mainOnly(named), withEdge(nil, nil, host("canary.example", cut))), code: "path.interfered", variant: "named", sure: Medium, broken: checks.NodeInternet},

		// The size is.
		{name: "only small packets pass", facts: change(mainOnly(small)), code: "network.mtu", sure: Medium, broken: checks.NodeRouter},
		{name: "only small packets pass, an unrelated host stalls", facts: change(mainOnly(small), func(f *checks.Facts) {
			f.Controls.Hosts[0].Attempts = []checks.AttemptFact{mute}
		}), code: "network.mtu", sure: High, broken: checks.NodeRouter},
		{name: "only small packets pass, all unrelated hosts stall, another name gets its short refusal", facts: change(attempts(both(mute, true, true)), controls(mute)), code: "network.mtu", sure: High, broken: checks.NodeRouter},
		{name: "the page stalls half-way, in small packets it doesn't", facts: change(mainOnly(half)), code: "network.mtu", sure: Medium, broken: checks.NodeRouter},
		{name: "nothing passes, small or not", facts: change(noStatus, mainOnly(both(mute, false, false))), code: "service.unreachable", sure: Low, broken: checks.NodeService},
		{name: "pages stall everywhere, bytes of them missing", facts: change(noStatus, func(f *checks.Facts) {
			f.Hosts[0] = plain(host(mainHost, plainBegun))
			f.Controls.Hosts = []checks.HostFact{plain(host("www.one.example", plainBegun)), plain(host("www.two.example", plainBegun))}
		}), code: "network.mtu", sure: High, broken: checks.NodeRouter},
		{name: "servers without encryption are silent everywhere", facts: change(noStatus, func(f *checks.Facts) {
			f.Hosts[0] = plain(host(mainHost, plainMute))
			f.Controls.Hosts = []checks.HostFact{plain(host("www.one.example", plainMute)), plain(host("www.two.example", plainMute))}
		}), code: "unknown", variant: "silent", sure: Low},

		// One address, one place, the whole edge, or the way there.
		{name: "one of three addresses is dead", facts: change(mainOnly(web(rightAddress, 200), silentAt(otherAddress), web(wrongAddress, 200)), calmEdge(okCanary)), code: "healthy", sure: High},
		{name: "one of three addresses answers 502", facts: change(mainOnly(web(rightAddress, 200), elsewhere(web("", 502)), web(wrongAddress, 200)), calmEdge(okCanary)), code: "service.bad_gateway", sure: Low, broken: checks.NodeService},
		{name: "two of three addresses answer 502", facts: change(mainOnly(web(rightAddress, 200), elsewhere(web("", 502)), web(wrongAddress, 502)), calmEdge(okCanary)), code: "service.bad_gateway", sure: High, broken: checks.NodeService},
		{name: "one of two addresses gives the edge's own page", facts: change(mainOnly(web(rightAddress, 200), elsewhere(made(web("", 500), edgeOwn))), calmEdge(okCanary)), code: "edge.outage", variant: "page", sure: Low, broken: checks.NodeEdge},
		{name: "its own page, a neighbour works", facts: change(ownPage, calmEdge(okCanary), neighbour(web(rightAddress, 200))), code: "edge.outage", variant: "page", sure: Low, broken: checks.NodeEdge},
		{name: "its own page, a neighbour gets one too", facts: change(ownPage, calmEdge(okCanary), neighbour(made(web(rightAddress, 500), edgeOwn))), code: "edge.outage", variant: "page", sure: High, broken: checks.NodeEdge},
		{name: "a neighbour fails, and so do unrelated hosts", facts: change(ownPage, controls(silentAt(rightAddress)), calmEdge(okCanary), neighbour(silentAt(rightAddress))), code: "edge.outage", variant: "page", sure: Medium, broken: checks.NodeEdge},
		{name: "one canary and a neighbour fail", facts: change(attempts(web(rightAddress, 503)), calmEdge(canary), neighbour(silentAt(otherAddress))), code: "edge.outage", variant: "canary", sure: High, broken: checks.NodeEdge},
		{name: "canaries fail, a neighbour works", facts: change(attempts(web(rightAddress, 503)), calmEdge(canary, canary2), neighbour(web(otherAddress, 200))), code: "edge.outage", variant: "canary", sure: Medium, broken: checks.NodeEdge},
		{name: "canaries fail, its page on the target answers", facts: change(attempts(made(web(rightAddress, 502), origin)), withEdge(nil, valid, canary, canary2)), code: "service.bad_gateway", variant: "edge", sure: High, broken: checks.NodeService},
		{name: "announced, and a neighbour works", facts: change(attempts(web(rightAddress, 502)), withEdge(edgeSays(checks.IndicatorMajor), valid, okCanary), neighbour(web(otherAddress, 200))), code: "edge.outage", variant: "announced", sure: Low, broken: checks.NodeEdge},
		{name: "nothing behind the edge is within reach, all is well officially", facts: change(attempts(silentAt(rightAddress)), calmEdge(canary, canary2), neighbour(silentAt(otherAddress))), code: "path.blocked", sure: Medium, broken: checks.NodeInternet},
		{name: "nothing behind the edge is within reach, its status is unknown", facts: change(attempts(silentAt(rightAddress)), withEdge(nil, nil, canary, canary2), neighbour(silentAt(otherAddress))), code: "edge.outage", variant: "canary", sure: High, broken: checks.NodeEdge},
		{name: "nothing behind the edge is within reach, the service's status is unknown", facts: change(noStatus, attempts(silentAt(rightAddress)), calmEdge(canary, canary2)), code: "edge.outage", variant: "canary", sure: High, broken: checks.NodeEdge},
		{name: "a canary answers, with an error", facts: change(attempts(silentAt(rightAddress)), calmEdge(canary, host("canary2.example", web(otherAddress, 503)))), code: "edge.outage", variant: "canary", sure: High, broken: checks.NodeEdge},
		{name: "only the target is out of reach, canaries and neighbours work", facts: change(attempts(silentAt(rightAddress)), calmEdge(okCanary), neighbour(web(otherAddress, 200))), code: "path.blocked", sure: Medium, broken: checks.NodeInternet},
		{name: "everything fails", facts: change(noStatus, attempts(silentAt(rightAddress)), controls(silentAt(rightAddress)), withEdge(nil, nil, canary, canary2), neighbour(silentAt(otherAddress))), code: "unknown", sure: Low},
		{name: "IPv6 works at a neighbour", facts: change(func(f *checks.Facts) { f.Link.IPv6, f.Internet = true, anchors(true, true, false) },
			attempts(web(rightAddress, 200), six(dead("", "tcp", checks.FailTimeout))), calmEdge(okCanary), neighbour(six(web("", 200)))), code: "healthy", sure: High},
	}
}

func TestRulesOfThePath(t *testing.T) {
	all := texts(t)
	for _, s := range pathSituations() {
		t.Run(s.name, func(t *testing.T) {
			got := Rule(s.facts)
			if got.Code != s.code || got.Variant != s.variant || got.Confidence != s.sure || got.Broken != s.broken {
				t.Errorf("ruling %s/%q, %s, broken at %q, want %s/%q, %s, at %q", got.Code, got.Variant, got.Confidence, got.Broken, s.code, s.variant, s.sure, s.broken)
			}
			headline, explanation, advice, summary := TextCodes(got.Holding)
			for _, code := range []string{headline, explanation, advice, summary} {
				for _, m := range placeholder.FindAllStringSubmatch(all[code], -1) {
					if got.Args[m[1]] == "" {
						t.Errorf("%s wants {%s}, which is empty", code, m[1])
					}
				}
			}
		})
	}
}

// What a ruling of the path cites can't be taken away.
func TestRulingsOfThePathStandOnWhatTheyCite(t *testing.T) {
	for _, s := range pathSituations() {
		r := Rule(s.facts)
		if len(r.Carries) == 0 && s.sure != Low {
			t.Errorf("%s: stands on nothing", s.name)
		}
		for _, reason := range r.Carries {
			without := Rule(look(s.facts).without(reason.Checks...))
			if without.Code == r.Code && levels[without.Confidence] >= levels[r.Confidence] && r.Code != "unknown" {
				t.Errorf("%s: %s (%s) without %v is still %s (%s)", s.name, r.Code, r.Confidence, reason.Checks, without.Code, without.Confidence)
			}
		}
	}
}
