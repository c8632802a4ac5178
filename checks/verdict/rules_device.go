package verdict

import (
	"math"
	"net/http"
	"slices"
	"strconv"

	"fix502/checks"
)

// hostsOverride: the hosts file pins a name of the target to an address that
// doesn't serve it. High where another address of the name does serve it; medium
// where nothing else could be tried, or the pin leads nowhere by its very form.
func hostsOverride(v *view) (Holding, bool) {
	if v.viaProxy() {
		return Holding{}, false // the proxy finds the way, the hosts file isn't asked
	}
	for _, h := range v.required {
		pins := tries(h, checks.FromHostsFile)
		if len(pins) == 0 || v.hostWorks(h) {
			continue
		}
		sure := v.pinIsWrong(h, pins)
		if sure == "" {
			continue
		}
		return Holding{
			Confidence: sure,
			Args:       v.args("names", h.Host, "address", pins[0].Address, "path", v.hostsPath()),
			Evidence:   v.known(checks.IDHostsFile, v.hostID(h), checks.IDAlternates, checks.IDDNS),
		}, true
	}
	return Holding{}, false
}

// pinIsWrong says how sure it is that the pinned addresses of a host are at
// fault, "" where they are not, or can't be told from a service that is down.
func (v *view) pinIsWrong(h checks.HostFact, pins []checks.AttemptFact) Confidence {
	others := slices.DeleteFunc(slices.Clone(h.Attempts), func(a checks.AttemptFact) bool {
		return slices.Contains(a.From, checks.FromHostsFile)
	})
	pinServes := slices.ContainsFunc(pins, served)
	switch {
	case pinServes && h.Scheme == "http" && slices.ContainsFunc(others, good):
		return High // plain http proves no name, so the page has to
	case pinServes:
		return ""
	case slices.ContainsFunc(others, served):
		return High
	case slices.ContainsFunc(pins, agreed(checks.FromAlternates)):
		return "" // independent resolvers name the same address: the service is what fails
	case bogusOnly(pins) && !slices.ContainsFunc(others, func(a checks.AttemptFact) bool { return bogus(a.Address) }):
		return Medium
	case len(others) == 0 && v.online() && !slices.ContainsFunc(pins, agreed(checks.FromSystem)):
		return Medium
	}
	return ""
}

func served(a checks.AttemptFact) bool { return a.Served }

// agreed tells that a pinned address is one that others name too. A resolver on
// this computer may only repeat the hosts file, the alternates can't.
func agreed(with string) func(checks.AttemptFact) bool {
	return func(a checks.AttemptFact) bool { return slices.Contains(a.From, with) }
}

func bogusOnly(list []checks.AttemptFact) bool {
	return !slices.ContainsFunc(list, func(a checks.AttemptFact) bool { return !bogus(a.Address) })
}

func (v *view) hostsPath() string {
	if v.HostsFile != nil && v.HostsFile.Path != "" {
		return v.HostsFile.Path
	}
	return "hosts"
}

// proxyFails: the proxy in effect fails, answers by itself with 407, 502, 503 or
// 504, or the target works without it. High where the target was had without it,
// medium where that couldn't be tried.
func proxyFails(v *view) (Holding, bool) {
	try := v.proxyTry()
	if try == nil || try.Expected && !try.ByProxy {
		return Holding{}, false
	}
	variant, sure := v.proxyBlame(*try)
	if variant == "" {
		return Holding{}, false
	}
	return Holding{
		Confidence: sure, Variant: variant,
		Args:     v.args("proxy", v.Proxy.Effective, "source", v.Proxy.Source, "status", strconv.Itoa(try.Status), "meaning", meanings[try.Status]),
		Evidence: v.known(append([]checks.ID{checks.IDProxy}, v.hostIDs(v.required)...)...),
	}, true
}

// proxyBlame picks the text and says how sure it is; "" where the proxy isn't
// what fails.
func (v *view) proxyBlame(try checks.ProxyTry) (variant string, sure Confidence) {
	variant = proxyVariant(try)
	switch {
	case v.worksWithoutProxy():
		if try.Reached && !try.ByProxy {
			variant = "without"
		}
		return variant, High
	case try.Status == 407, v.proxyDead(try), v.proxyGivesUp(try):
		return variant, Medium
	}
	return "", ""
}

func proxyVariant(try checks.ProxyTry) string {
	switch try.Status {
	case 0:
		return "silent"
	case 407:
		return "sign_in"
	}
	return "answers"
}

// proxyDead tells that the proxy brings no answer. One that can't be reached while
// nothing else can be either is only one more thing behind a dead line. One that
// is reached must bring what comes without it, be it a bad answer.
func (v *view) proxyDead(try checks.ProxyTry) bool {
	switch {
	case try.Fail == checks.FailNone || try.Reached:
		return false
	case try.Stage == checks.StageProxy:
		return v.online() || try.Fail != checks.FailTimeout && try.Fail != checks.FailUnreachable
	}
	return v.Proxy.Direct != nil && v.Proxy.Direct.Reached
}

// proxyGivesUp tells that the proxy answers with an error of its own: a gateway's
// (contract §3), or a refusal, which is a failure all the same. Where unrelated hosts
// can be reached without it and the target can't, it only says what is so.
func (v *view) proxyGivesUp(try checks.ProxyTry) bool {
	return try.ByProxy && try.Status >= http.StatusBadRequest &&
		(v.Proxy.Direct == nil || v.workingControls() == 0)
}

// worksWithoutProxy tells that the target was had directly.
func (v *view) worksWithoutProxy() bool {
	if d := v.Proxy.Direct; d != nil {
		return d.Expected
	}
	for _, h := range v.required {
		if !v.hostWorks(h) {
			return false
		}
	}
	return len(v.required) > 0
}

// The limits of a clock that is right, contract §3.
const (
	clockLimit   = 5 * 60.0 // seconds; sign-ins and certificates begin to fail beyond
	clockWitness = 2        // servers that must agree; one may be wrong itself
)

// From where on a difference is told in hours, and in days; in seconds.
const (
	longOff = 2 * 60 * 60.0
	farOff  = 2 * 24 * 60 * 60.0
)

// clockOff tells by how many seconds this clock is wrong, where several servers
// say so, each by itself.
func (v *view) clockOff() (seconds float64, witnesses int) {
	if v.Clock == nil || math.Abs(v.Clock.Offset) <= clockLimit {
		return 0, 0
	}
	for _, s := range v.Clock.Sources {
		if math.Abs(s.Offset) > clockLimit && (s.Offset > 0) == (v.Clock.Offset > 0) {
			witnesses++
		}
	}
	if witnesses < clockWitness {
		return 0, 0
	}
	return v.Clock.Offset, witnesses
}

// clockWrong: this clock is more than five minutes off. Always high: several
// independent servers have to agree before it holds.
func clockWrong(v *view) (Holding, bool) {
	off, witnesses := v.clockOff()
	if witnesses == 0 {
		return Holding{}, false
	}
	variant := "behind"
	if off < 0 {
		variant = "ahead"
	}
	off = math.Abs(off)
	switch {
	case off >= farOff:
		variant += "_days"
	case off >= longOff:
		variant += "_hours"
	}
	whole := func(unit float64) string { return strconv.Itoa(int(math.Round(off / unit))) }
	return Holding{
		Confidence: High, Variant: variant,
		Args:     v.args("minutes", whole(60), "hours", whole(60*60), "days", whole(24*60*60), "count", strconv.Itoa(witnesses)),
		Evidence: v.known(checks.IDClock),
	}, true
}

// clockBreaksCertificates is clockWrong where it is why the target fails: a
// wrong date makes certificates look out of their time.
func clockBreaksCertificates(v *view) (Holding, bool) {
	fails := slices.ContainsFunc(v.failing(), func(h checks.HostFact) bool {
		return slices.ContainsFunc(v.own(h), func(a checks.AttemptFact) bool {
			return a.Fail == checks.FailExpired || a.Fail == checks.FailCertificate
		})
	})
	if !fails {
		return Holding{}, false
	}
	h, ok := clockWrong(v)
	h.Evidence = append(h.Evidence, v.known(v.hostIDs(v.failing())...)...)
	return h, ok
}

// firewall: this computer itself refuses to connect. High where it refuses
// unrelated connections too, medium where it is seen at one host only.
func firewall(v *view) (Holding, bool) {
	refused := slices.DeleteFunc(v.failing(), func(h checks.HostFact) bool {
		return !slices.ContainsFunc(v.own(h), refusedHere)
	})
	if len(refused) == 0 && v.everythingRefusedHere() && !v.works {
		refused = v.failing() // not even their addresses could be asked for
	}
	if len(refused) == 0 {
		return Holding{}, false
	}
	sure, variant := Medium, ""
	if len(refused) > 1 || slices.ContainsFunc(v.controls(), func(h checks.HostFact) bool { return slices.ContainsFunc(h.Attempts, refusedHere) }) || v.anchorsRefusedHere() > 0 {
		sure = High
	}
	if v.everythingRefusedHere() {
		variant = "everything"
	}
	return Holding{
		Confidence: sure, Variant: variant,
		Args:     v.args("names", hostNames(refused)),
		Evidence: v.known(append(v.hostIDs(refused), checks.IDInternet, checks.IDControls)...),
	}, true
}

func refusedHere(a checks.AttemptFact) bool { return a.Fail == checks.FailFirewall }

func (v *view) anchorsRefusedHere() int {
	if v.Internet == nil {
		return 0
	}
	n := 0
	for _, a := range v.Internet.Anchors {
		if a.Fail == checks.FailFirewall {
			n++
		}
	}
	return n
}
