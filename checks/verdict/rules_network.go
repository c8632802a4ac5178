package verdict

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"fix502/checks"
)

// noLink: no interface is up with a usable address, and nothing answered, not even
// a resolver. Always high: the list of interfaces and the system's own search for a
// way out agree.
func noLink(v *view) (Holding, bool) {
	if v.Link == nil || v.Link.Usable || v.touched() || v.resolverReplied() {
		return Holding{}, false
	}
	return Holding{
		Confidence: High, Args: v.args(),
		Evidence: v.known(append([]checks.ID{checks.IDLink, checks.IDInternet}, v.hostIDs(v.failing())...)...),
	}, true
}

// resolverReplied tells that any resolver replied at all, be it to refuse.
func (v *view) resolverReplied() bool {
	for _, fact := range []*checks.DNSFact{v.DNS, v.Alternate} {
		if fact != nil && slices.ContainsFunc(fact.Answers, func(r checks.ResolverFact) bool {
			return slices.ContainsFunc(r.Replies, func(reply checks.ReplyFact) bool { return reply.RCode != "" })
		}) {
			return true
		}
	}
	return false
}

// noGateway: an address, but no way out of this network. High where there is no
// default route and the anchors are out of reach; medium where the router is
// only silent, since some routers answer nothing by habit, or no anchor was tried.
func noGateway(v *view) (Holding, bool) {
	if v.Route == nil || v.Route.Direct || v.Link != nil && !v.Link.Usable || v.touched() || v.everythingRefusedHere() {
		return Holding{}, false
	}
	variant, sure := "silent", Medium
	switch {
	case len(v.Route.Routers) == 0:
		variant = "no_route"
		if v.noAnchor() {
			sure = High
		}
	case !v.routersSilent() || !v.noAnchor() && len(v.failing()) == 0:
		return Holding{}, false
	}
	return Holding{
		Confidence: sure, Variant: variant,
		Args:     v.args("router", v.router()),
		Evidence: v.known(checks.IDRoute, checks.IDInternet),
	}, true
}

// everythingRefusedHere tells that this computer itself let no anchor be tried: what
// lies beyond, the router too, is not known then.
func (v *view) everythingRefusedHere() bool {
	return v.noAnchor() && v.anchorsRefusedHere() == len(v.Internet.Anchors)
}

// routersSilent tells that there are routers and not one answers. A route
// without a router (a tunnel) can't be asked, so it counts as not silent.
func (v *view) routersSilent() bool {
	return v.Route != nil && len(v.Route.Routers) > 0 &&
		!slices.ContainsFunc(v.Route.Routers, func(r checks.RouterFact) bool { return r.Answers || r.Address == "" })
}

func (v *view) router() string {
	var names []string
	if v.Route != nil {
		for _, r := range v.Route.Routers {
			names = append(names, r.Address)
		}
	}
	return join(names)
}

// captivePortal: a sign-in page answers in place of the known probe pages, even if
// the target gets through: some networks let a few names pass before the sign-in.
// High with the pages of two owners and a target that fails, else medium; low
// where the target works and only one owner's page speaks for it.
func captivePortal(v *view) (Holding, bool) {
	if v.Portal == nil {
		return Holding{}, false
	}
	var signIn []string
	page, odd := "", false
	for _, p := range v.Portal.Probes {
		switch p.Kind {
		case checks.PortalExpected:
			return Holding{}, false
		case checks.PortalOdd:
			odd = true
		case checks.PortalSignIn:
			if who := ownerOf(p.URL); !slices.Contains(signIn, who) {
				signIn = append(signIn, who)
			}
			if page == "" {
				page = p.Location
			}
		}
	}
	if len(signIn) == 0 || len(signIn) == 1 && odd {
		return Holding{}, false
	}
	h := Holding{Confidence: Medium, Args: v.args("page", hostOf(page)), Evidence: v.known(checks.IDPortal, checks.IDInternet)}
	switch {
	case v.works && len(signIn) == 1:
		h.Confidence = Low
	case !v.works && len(signIn) > 1:
		h.Confidence = High
	}
	if h.Args["page"] != "" {
		h.Variant = "page"
	}
	return h, true
}

// ownerOf tells pages of one owner from another's: by the last two parts of the
// name, by address and port where there is no name.
func ownerOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return u.Host
	}
	labels := strings.Split(strings.ToLower(u.Hostname()), ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// noInternet: the router answers and nothing beyond it does. High where at least
// two anchors were tried and the router was heard, medium otherwise.
func noInternet(v *view) (Holding, bool) {
	if !v.noAnchor() || v.online() || v.routersSilent() || v.Link != nil && !v.Link.Usable ||
		v.Route != nil && len(v.Route.Routers) == 0 && !v.Route.Direct ||
		v.everythingRefusedHere() {
		return Holding{}, false
	}
	h := Holding{
		Confidence: Medium,
		Args:       v.args("router", v.router(), "count", strconv.Itoa(len(v.Internet.Anchors))),
		Evidence:   v.known(checks.IDInternet, checks.IDRoute, checks.IDControls),
	}
	heard := v.Route != nil && slices.ContainsFunc(v.Route.Routers, func(r checks.RouterFact) bool { return r.Answers })
	if heard && len(v.Internet.Anchors) > 1 {
		h.Confidence = High
	}
	return h, true
}

// ipv6Broken: IPv6 is set up here, and fails at hosts that IPv4 reaches. High
// with two such hosts, medium with one. A single IPv6 connection anywhere clears it.
func ipv6Broken(v *view) (Holding, bool) {
	hosts := slices.Concat(v.Hosts, v.controls())
	if v.Edge != nil {
		hosts = slices.Concat(hosts, v.Edge.Canaries, v.Edge.Neighbours)
	}
	var broken []checks.HostFact
	for _, h := range hosts {
		six, four := family(h, "ipv6"), family(h, "ipv4")
		if slices.ContainsFunc(six, connected) {
			return Holding{}, false
		}
		if slices.ContainsFunc(six, v.failsByFamily) && slices.ContainsFunc(four, connected) {
			broken = append(broken, h)
		}
	}
	if len(broken) == 0 || !v.hasIPv6() || v.ipv6AnchorReached() {
		return Holding{}, false
	}
	sure := Medium
	if len(broken) > 1 {
		sure = High
	}
	ids := append([]checks.ID{checks.IDLink}, v.hostIDs(broken)...)
	return Holding{
		Confidence: sure, Args: v.args("names", hostNames(broken)),
		Evidence: v.known(append(ids, checks.IDControls)...),
	}, true
}

func family(h checks.HostFact, name string) []checks.AttemptFact {
	return slices.DeleteFunc(unpinned(h), func(a checks.AttemptFact) bool { return a.Family != name })
}

// failsByFamily tells that a connection came to nothing in a way that the
// address's family can explain. Without a way to the IPv6 internet "no way
// there" is no fault: programs then take IPv4 at once.
func (v *view) failsByFamily(a checks.AttemptFact) bool {
	switch a.Fail {
	case checks.FailTimeout, checks.FailRefused, checks.FailReset:
		return !connected(a)
	case checks.FailUnreachable:
		return v.Link != nil && v.Link.IPv6
	}
	return false
}

// hasIPv6 tells that IPv6 is set up: a way to the IPv6 internet, or an address
// for more than this link.
func (v *view) hasIPv6() bool {
	if v.Link == nil {
		return false
	}
	if v.Link.IPv6 {
		return true
	}
	for _, i := range v.Link.Interfaces {
		if i.Up && slices.ContainsFunc(i.Addrs, isWideIPv6) {
			return true
		}
	}
	return false
}

func isWideIPv6(s string) bool {
	a, err := netip.ParseAddr(s)
	if err != nil {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return false
		}
		a = p.Addr()
	}
	return a.Is6() && !a.Is4In6() && a.IsGlobalUnicast()
}

func (v *view) ipv6AnchorReached() bool {
	return v.Internet != nil && slices.ContainsFunc(v.Internet.Anchors, func(c checks.ConnectFact) bool {
		a, err := netip.ParseAddrPort(c.Address)
		return c.OK && err == nil && a.Addr().Is6()
	})
}
