package verdict

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fix502/checks"
)

// anyFacts makes up facts without regard to whether they fit each other.
func anyFacts() *rapid.Generator[checks.Facts] {
	return rapid.Custom(func(t *rapid.T) checks.Facts {
		f := checks.Facts{
			Target: checks.TargetFact{Name: rapid.SampledFrom([]string{"", "Chat"}).Draw(t, "name"), Seen: rapid.SampledFrom([]checks.Seen{checks.SeenApp, checks.SeenBrowser, checks.SeenUnsure}).Draw(t, "seen")},
			Hosts:  rapid.SliceOfN(anyHost(), 0, 3).Draw(t, "hosts"),
		}
		some(t, "link", &f.Link, func() checks.LinkFact {
			return checks.LinkFact{Usable: rapid.Bool().Draw(t, "usable"), IPv6: rapid.Bool().Draw(t, "ipv6")}
		})
		some(t, "route", &f.Route, func() checks.RouteFact {
			return checks.RouteFact{Direct: rapid.Bool().Draw(t, "direct"), Routers: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) checks.RouterFact {
				return checks.RouterFact{Address: rapid.SampledFrom([]string{"", "192.0.2.1"}).Draw(t, "router"), Answers: rapid.Bool().Draw(t, "answers")}
			}), 0, 2).Draw(t, "routers")}
		})
		some(t, "internet", &f.Internet, func() checks.InternetFact {
			return *anchors(rapid.SliceOfN(rapid.Bool(), 0, 3).Draw(t, "anchors")...)
		})
		some(t, "portal", &f.Portal, func() checks.PortalFact {
			return checks.PortalFact{Probes: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) checks.PortalProbe {
				return checks.PortalProbe{
					URL:  rapid.SampledFrom([]string{"http://portal.one.test/", "http://portal.two.test/", "\x7f"}).Draw(t, "url"),
					Kind: rapid.SampledFrom([]string{checks.PortalExpected, checks.PortalSignIn, checks.PortalSilent, checks.PortalOdd}).Draw(t, "kind"),
				}
			}), 0, 3).Draw(t, "probes")}
		})
		some(t, "pins", &f.HostsFile, func() checks.HostsFileFact {
			return checks.HostsFileFact{Pins: []checks.PinLog{{Name: mainHost, Address: wrongAddress}}}
		})
		some(t, "clock", &f.Clock, func() checks.ClockFact {
			offset := rapid.Float64Range(-1000, 1000).Draw(t, "offset")
			return checks.ClockFact{Offset: offset, Sources: []checks.ClockSource{{Host: "a.example", Offset: offset}, {Host: "b.example", Offset: offset}}}
		})
		some(t, "proxy", &f.Proxy, func() checks.ProxyFact {
			p := checks.ProxyFact{Effective: rapid.SampledFrom([]string{"", "http://proxy.example:3128"}).Draw(t, "effective")}
			some(t, "through", &p.Through, func() checks.ProxyTry { return anyTry(t) })
			some(t, "direct", &p.Direct, func() checks.ProxyTry { return anyTry(t) })
			return p
		})
		some(t, "dns", &f.DNS, func() checks.DNSFact { return anyDNS(t) })
		some(t, "alternates", &f.Alternate, func() checks.DNSFact { return anyDNS(t) })
		some(t, "edge", &f.Edge, func() checks.EdgeFact {
			e := checks.EdgeFact{Name: "Cloudflare", Canaries: rapid.SliceOfN(anyHost(), 0, 2).Draw(t, "canaries"), Neighbours: rapid.SliceOfN(anyHost(), 0, 2).Draw(t, "neighbours")}
			some(t, "trace", &e.Trace, func() checks.TraceFact { return checks.TraceFact{Valid: rapid.Bool().Draw(t, "valid")} })
			return e
		})
		some(t, "controls", &f.Controls, func() checks.ControlsFact {
			return checks.ControlsFact{Hosts: rapid.SliceOfN(anyHost(), 0, 3).Draw(t, "unrelated")}
		})
		some(t, "status", &f.Status, func() checks.StatusFact { return anyStatus(t, "service") })
		some(t, "edge status", &f.EdgeState, func() checks.StatusFact { return anyStatus(t, "edge") })
		some(t, "processes", &f.Processes, func() checks.ProcessesFact {
			return checks.ProcessesFact{Processes: []checks.ProcessFact{{Name: "Chat", Stuck: rapid.Bool().Draw(t, "stuck")}}}
		})
		return f
	})
}

func some[T any](t *rapid.T, what string, place **T, make func() T) {
	if rapid.Bool().Draw(t, what) {
		v := make()
		*place = &v
	}
}

func anyTry(t *rapid.T) checks.ProxyTry {
	return checks.ProxyTry{
		Reached: rapid.Bool().Draw(t, "reached"), ByProxy: rapid.Bool().Draw(t, "by proxy"), Expected: rapid.Bool().Draw(t, "expected"),
		Status: rapid.SampledFrom([]int{0, 200, 407, 502}).Draw(t, "status"),
		Fail:   anyFail(t), Stage: rapid.SampledFrom([]string{"", checks.StageProxy}).Draw(t, "stage"),
	}
}

func anyFail(t *rapid.T) string {
	return rapid.SampledFrom([]string{
		checks.FailNone, checks.FailTimeout, checks.FailUnreachable, checks.FailFirewall, checks.FailRefused, checks.FailReset,
		checks.FailWrongName, checks.FailUntrusted, checks.FailExpired, checks.FailNoAddress, checks.FailOther,
	}).Draw(t, "fail")
}

func anyStatus(t *rapid.T, owner string) checks.StatusFact {
	s := checks.StatusFact{
		Owner: owner, Known: rapid.Bool().Draw(t, "known"),
		Indicator:   rapid.SampledFrom([]string{checks.IndicatorNone, checks.IndicatorMinor, checks.IndicatorCritical, checks.IndicatorUnknown}).Draw(t, "indicator"),
		Description: rapid.SampledFrom([]string{"", "Under maintenance", "Partial outage"}).Draw(t, "description"),
	}
	if rapid.Bool().Draw(t, "incident") {
		s.Incidents = []checks.IncidentFact{{Name: "API errors", Started: time.Unix(1, 0), Impact: rapid.SampledFrom([]string{"", "none", "major"}).Draw(t, "impact")}}
	}
	return s
}

var addresses = []string{rightAddress, otherAddress, wrongAddress, "127.0.0.1", "2001:db8::10", "?"}

func anyHost() *rapid.Generator[checks.HostFact] {
	return rapid.Custom(func(t *rapid.T) checks.HostFact {
		h := checks.HostFact{
			Host:   rapid.SampledFrom([]string{mainHost, mediaHost, "203.0.113.10", "localhost"}).Draw(t, "host"),
			Scheme: rapid.SampledFrom([]string{"https", "http"}).Draw(t, "scheme"), Path: rapid.SampledFrom([]string{"/", "/api"}).Draw(t, "path"),
			Port: rapid.SampledFrom([]int{0, 80, 443, 8443}).Draw(t, "port"), Required: rapid.Bool().Draw(t, "required"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "attempts") {
			a := checks.AttemptFact{
				Address: rapid.SampledFrom(addresses).Draw(t, "address"), Family: rapid.SampledFrom([]string{"ipv4", "ipv6"}).Draw(t, "family"),
				From: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{checks.FromHostsFile, checks.FromSystem, checks.FromAlternates, checks.FromLiteral}), 1, 2, rapid.ID[string]).Draw(t, "from"),
				Used: rapid.Bool().Draw(t, "used"), Total: rapid.SampledFrom([]float64{0, 50, 6000}).Draw(t, "total"), Served: rapid.Bool().Draw(t, "served"),
				Issuer: rapid.SampledFrom([]string{"", "CN=House"}).Draw(t, "issuer"),
			}
			if rapid.Bool().Draw(t, "answered") {
				a.Status = rapid.SampledFrom([]int{200, 301, 403, 404, 429, 451, 502, 522}).Draw(t, "status")
				a.Expected = a.Status < 400
				a.Page.Kind = rapid.SampledFrom([]string{"", checks.PageOrigin, checks.PageEdge, checks.PageProxy, checks.PageBlock, checks.PageHuman, checks.PageLimit}).Draw(t, "page")
				a.Page.Maker = rapid.SampledFrom([]string{"", "cloudflare", "fortiguard"}).Draw(t, "maker")
				a.Page.Edge = rapid.SampledFrom([]string{"", "cloudflare", "unheard of"}).Draw(t, "edge")
			} else {
				a.Fail, a.Stage = anyFail(t), rapid.SampledFrom([]string{"tcp", "tls", "http"}).Draw(t, "stage")
				some(t, "other name", &a.OtherName, func() checks.ContrastFact { return checks.ContrastFact{Answered: rapid.Bool().Draw(t, "answered too")} })
				some(t, "small packets", &a.SmallParts, func() checks.ContrastFact { return checks.ContrastFact{Answered: rapid.Bool().Draw(t, "passed")} })
			}
			h.Attempts = append(h.Attempts, a)
		}
		return h
	})
}

func anyDNS(t *rapid.T) checks.DNSFact {
	search := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) checks.SearchFact {
		return checks.SearchFact{Name: mainHost, Domain: "corp.test", Addresses: []string{rapid.SampledFrom(addresses).Draw(t, "found")}}
	}), 0, 1).Draw(t, "search")
	return checks.DNSFact{Search: search, Answers: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) checks.ResolverFact {
		r := checks.ResolverFact{
			ID: rapid.SampledFrom([]string{"one", "two"}).Draw(t, "id"), Address: rapid.SampledFrom([]string{"", "192.0.2.1:53", "192.0.2.2:53"}).Draw(t, "at"),
			Transport: rapid.SampledFrom([]string{checks.OverUDP, checks.OverDoT}).Draw(t, "transport"), Stub: rapid.Bool().Draw(t, "stub"),
			Upstream: rapid.Bool().Draw(t, "upstream"), Domain: rapid.SampledFrom([]string{"", "~.", "example", "corp.test"}).Draw(t, "domain"),
			Interface: rapid.SampledFrom([]string{"", "VPN", "Wi-Fi"}).Draw(t, "interface"),
			Rewrites:  rapid.SliceOfN(rapid.SampledFrom(addresses), 0, 1).Draw(t, "made up"),
		}
		for _, name := range []string{mainHost, mediaHost} {
			r.Replies = append(r.Replies, checks.ReplyFact{
				Name: name, RCode: rapid.SampledFrom([]string{"", "NOERROR", "NXDOMAIN", "SERVFAIL"}).Draw(t, "rcode"),
				Addresses: rapid.SliceOfN(rapid.SampledFrom(addresses), 0, 2).Draw(t, "addresses"),
				RTT:       rapid.SampledFrom([]float64{0, 10, 900}).Draw(t, "rtt"), Fail: rapid.SampledFrom([]string{"", checks.FailTimeout}).Draw(t, "late"),
				Errors:    rapid.SliceOfN(rapid.SampledFrom([]uint16{3, 6, 15, 18}), 0, 1).Draw(t, "errors"),
				Unchecked: rapid.SliceOfN(rapid.SampledFrom(addresses), 0, 1).Draw(t, "unchecked"),
			})
		}
		return r
	}), 0, 3).Draw(t, "resolvers")}
}

func TestRuleOnAnyFacts(t *testing.T) {
	all := texts(t)
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts().Draw(t, "facts")
		got := Rule(f)
		if again := Rule(f); !reflect.DeepEqual(got, again) {
			t.Fatalf("two rulings of the same facts: %+v, %+v", got, again)
		}
		if (got.Code == "healthy") != (len(got.All) == 0) || len(got.All) > 0 && !reflect.DeepEqual(got.All[0], got.Holding) {
			t.Fatalf("the findings %+v don't fit the verdict %+v", got.All, got.Holding)
		}
		if nowhere := got.Code == "healthy" || got.Code == "unknown"; (got.Broken == "") != nowhere {
			t.Fatalf("%s breaks the road at %q", got.Code, got.Broken)
		}
		var codes []string
		for _, h := range append(slices.Clone(got.All), got.Holding) {
			codes = append(codes, h.Code)
			checkHolding(t, f, h, all)
		}
		slices.Sort(codes[:len(got.All)])
		if len(slices.Compact(codes[:len(got.All)])) != len(got.All) {
			t.Fatalf("a code is found twice: %q", codes)
		}
	})
}

func checkHolding(t *rapid.T, f checks.Facts, h Holding, all map[string]string) {
	if !slices.Contains(contractCodes, h.Code) || h.AtFault == "" || !slices.Contains([]Confidence{High, Medium, Low}, h.Confidence) {
		t.Fatalf("no holding of the contract: %+v", h)
	}
	for _, id := range h.Evidence {
		if !look(f).has(id) {
			t.Fatalf("%s rests on %s, which was never recorded", h.Code, id)
		}
	}
	headline, explanation, advice, summary := TextCodes(h)
	for _, code := range []string{headline, explanation, advice, summary} {
		for _, m := range placeholder.FindAllStringSubmatch(all[code], -1) {
			if h.Args[m[1]] == "" {
				t.Fatalf("%s wants {%s}, which is empty in %+v", code, m[1], h)
			}
		}
	}
}

// TestUnrelatedFactsChangeNothing adds what can't matter to anything, made up or not:
// neither what holds, nor how surely, nor what carries it is another then.
func TestUnrelatedFactsChangeNothing(t *testing.T) {
	for _, s := range everySituation() {
		unmoved(t, s.name, s.facts, unrelated)
		if look(s.facts).online() {
			unmoved(t, s.name, s.facts, alsoAlive)
		}
	}
	rapid.Check(t, func(t *rapid.T) { unmoved(t, "made up", anyFacts().Draw(t, "facts"), unrelated) })
}

func unmoved(t tester, where string, f checks.Facts, additions map[string]func(*checks.Facts)) {
	t.Helper()
	want := Rule(f)
	for name, add := range additions {
		g := f
		g.Hosts = slices.Clone(f.Hosts)
		add(&g)
		got := Rule(g)
		if got.Code != want.Code || got.Variant != want.Variant || got.Confidence != want.Confidence || !reflect.DeepEqual(got.Carries, want.Carries) {
			t.Errorf("%s: %s turns %s/%s (%s, %v) into %s/%s (%s, %v)", where, name,
				want.Code, want.Variant, want.Confidence, want.Carries, got.Code, got.Variant, got.Confidence, got.Carries)
		}
	}
}

// changed gives a fact that was recorded to a change of a copy of it.
func changed[T any](place **T, do func(*T)) {
	if *place == nil {
		return
	}
	c := **place
	do(&c)
	*place = &c
}

// unrelated are additions that have nothing to do with the target.
var unrelated = map[string]func(*checks.Facts){
	"a dead host that isn't required": func(f *checks.Facts) {
		f.Hosts = append(f.Hosts, optional(host("spare.example", silentAt(wrongAddress))))
	},
	"settings of a proxy that isn't used": func(f *checks.Facts) {
		changed(&f.Proxy, func(p *checks.ProxyFact) {
			p.Settings = append(slices.Clone(p.Settings), checks.ProxySetting{Source: "environment", HTTP: "http://unused.example:1"})
		})
	},
	"an interface that is down": func(f *checks.Facts) {
		changed(&f.Link, func(l *checks.LinkFact) {
			l.Interfaces = append(slices.Clone(l.Interfaces), checks.InterfaceFact{Name: "wlan0", Kind: "wifi"})
		})
	},
	"a pin of a foreign name": func(f *checks.Facts) {
		changed(&f.HostsFile, func(h *checks.HostsFileFact) {
			h.Pins = append(slices.Clone(h.Pins), checks.PinLog{Name: "elsewhere.example", Address: "127.0.0.1"})
		})
	},
	"a running process": func(f *checks.Facts) {
		changed(&f.Processes, func(p *checks.ProcessesFact) {
			p.Processes = append(slices.Clone(p.Processes), checks.ProcessFact{PID: 99, Name: "Chat", Main: true})
		})
	},
	"software in between": func(f *checks.Facts) {
		if f.Software == nil {
			f.Software = &checks.SoftwareFact{}
		}
		changed(&f.Software, func(s *checks.SoftwareFact) {
			s.Found = append(slices.Clone(s.Found), checks.SoftwareSeen{ID: "x", Name: "Tunnel", Kind: checks.SoftwareVPN, By: checks.ByAdapter, Sign: "tun0"},
				checks.SoftwareSeen{ID: "y", Name: "Filter", Kind: checks.SoftwareFilter, By: checks.ByProcess, Sign: "filter"})
		})
	},
	"a split-DNS resolver of a foreign domain": func(f *checks.Facts) {
		changed(&f.DNS, func(d *checks.DNSFact) {
			r := answering(resolver("10.0.0.53"), "")
			r.Domain = "corp.test"
			d.Answers = append(slices.Clone(d.Answers), r)
		})
	},
	"a dead alternate": func(f *checks.Facts) {
		changed(&f.Alternate, func(d *checks.DNSFact) {
			if !speaks(d.Answers) { // silence of all of them means something
				return
			}
			d.Answers = append(slices.Clone(d.Answers), answering(alternate("spare", checks.OverUDP), ""))
		})
	},
	"a page for names that don't exist": func(f *checks.Facts) {
		changed(&f.DNS, func(d *checks.DNSFact) {
			d.Answers = slices.Clone(d.Answers)
			for i := range d.Answers {
				d.Answers[i].Rewrites = append(slices.Clone(d.Answers[i].Rewrites), "192.0.2.240")
			}
		})
	},
	"a search domain that leads nowhere": func(f *checks.Facts) {
		changed(&f.DNS, func(d *checks.DNSFact) {
			d.Search = append(slices.Clone(d.Search), checks.SearchFact{Name: mainHost, Domain: "lan.test"})
		})
	},
	"components of the status page": func(f *checks.Facts) {
		changed(&f.Status, func(s *checks.StatusFact) { s.Components = append(slices.Clone(s.Components), "Voice, Brazil") })
	},
	"where the status page was read": func(f *checks.Facts) {
		changed(&f.Status, func(s *checks.StatusFact) { s.Source = "https://status.example/other" })
	},
}

// speaks tells that one of the resolvers has something definite to say of every name.
func speaks(list []checks.ResolverFact) bool {
	return slices.ContainsFunc(list, func(r checks.ResolverFact) bool {
		return len(r.Replies) > 0 && !slices.ContainsFunc(r.Replies, func(reply checks.ReplyFact) bool { return !definite(reply) })
	})
}

// alsoAlive are further signs of life, which say nothing new on a line that works.
var alsoAlive = map[string]func(*checks.Facts){
	"a failing host that isn't required": func(f *checks.Facts) {
		f.Hosts = append(f.Hosts, optional(host("spare.example", web(wrongAddress, 502))))
	},
	"a working host that isn't required": func(f *checks.Facts) {
		f.Hosts = append(f.Hosts, optional(host("spare.example", web(otherAddress, 200))))
	},
	"replies for a foreign name": func(f *checks.Facts) {
		changed(&f.Alternate, func(d *checks.DNSFact) {
			r := alternate("spare", checks.OverDoH)
			r.Replies = []checks.ReplyFact{{Name: "elsewhere.example", RCode: "NXDOMAIN"}}
			d.Answers = append(slices.Clone(d.Answers), r)
		})
	},
}
