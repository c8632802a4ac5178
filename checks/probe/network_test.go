package probe

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
	"fix502/platform/platformtest"
)

// dialFunc plays the network for checks that only connect.
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// connTo is a connection that only knows its own end.
type connTo struct {
	net.Conn
	local string
}

func (c connTo) LocalAddr() net.Addr {
	return net.UDPAddrFromAddrPort(netip.MustParseAddrPort(c.local))
}
func (c connTo) Close() error { return nil }

func refusing(err error) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
}

// waysOut is a computer that has a way to the addresses named, from the sources given.
func waysOut(sources map[string]string) dialFunc {
	return func(_ context.Context, network, address string) (net.Conn, error) {
		source, there := sources[address]
		if there && source == "" { // a system that has no such question
			return nil, refusing(errors.ErrUnsupported)
		}
		if there && network == "udp" {
			return connTo{local: source}, nil
		}
		return nil, refusing(platform.NetUnreachable)
	}
}

func taskOn(host *platformtest.Host, dial dialFunc, prior map[checks.ID]checks.Finding) *checks.Task {
	return checks.NewTask(checks.Env{Host: host, Dial: dial, Now: time.Now}, prior, nil)
}

func anchored(anchors ...string) Setup {
	return Setup{Catalog: &catalog.Catalog{Reachability: catalog.Reachability{Anchors: anchors}}}
}

func iface(name string, kind platform.InterfaceKind, up bool, addrs ...string) platform.Interface {
	i := platform.Interface{Name: name, Kind: kind, Up: up}
	for _, a := range addrs {
		i.Addrs = append(i.Addrs, netip.MustParsePrefix(a))
	}
	return i
}

func TestLink(t *testing.T) {
	const v4, v6 = "203.0.113.1:443", "[2001:db8::1]:443"
	unknown := fmt.Errorf("listing interfaces: %w", errors.ErrUnsupported)
	for name, tt := range map[string]struct {
		interfaces []platform.Interface
		err        error
		anchors    []string
		resolvers  []string
		ways       map[string]string
		want       string
		usable     bool
		ip         string // the families with a way
	}{
		"wired": {
			interfaces: []platform.Interface{iface("eth0", platform.KindEthernet, true, "192.0.2.7/24")},
			anchors:    []string{v4, v6}, ways: map[string]string{v4: "192.0.2.7:5"},
			want: "ok link.kind Ethernet", usable: true, ip: "4",
		},
		"the interface that the traffic takes": {
			interfaces: []platform.Interface{
				iface("lo", platform.KindLoopback, true, "127.0.0.1/8"),
				iface("eth0", platform.KindEthernet, true, "192.0.2.7/24"),
				iface("wlan0", platform.KindWiFi, true, "198.51.100.7/24", "2001:db8:1::7/64"),
			},
			anchors: []string{v6, v4}, ways: map[string]string{v4: "192.0.2.7:5", v6: "[2001:db8:1::7]:5"},
			want: "ok link.kind Wi-Fi", usable: true, ip: "46",
		},
		"up, but no way known yet": {
			interfaces: []platform.Interface{iface("wlan0", platform.KindWiFi, true, "192.0.2.7/24")},
			anchors:    []string{v4}, want: "ok link.kind Wi-Fi", usable: true,
		},
		"a test bench on this computer": {
			interfaces: []platform.Interface{iface("lo", platform.KindLoopback, true, "127.0.0.1/8")},
			anchors:    []string{"127.0.0.1:443"}, ways: map[string]string{"127.0.0.1:443": "127.0.0.1:5"},
			want: "ok link.kind this computer", usable: true, ip: "4",
		},
		"a way, but the system keeps its own address to itself": {
			interfaces: []platform.Interface{iface("lo", platform.KindLoopback, true, "127.0.0.1/8")},
			anchors:    []string{v4, v6}, ways: map[string]string{v4: "0.0.0.0:5"},
			want: "ok link.ok", usable: true, ip: "4",
		},
		"unplugged": {
			interfaces: []platform.Interface{
				iface("lo", platform.KindLoopback, true, "127.0.0.1/8"),
				iface("eth0", platform.KindEthernet, false, "192.0.2.7/24"),
			},
			anchors: []string{v4}, want: "problem link.none",
		},
		"unplugged, and the system goes on naming the way": {
			interfaces: []platform.Interface{iface("eth0", platform.KindEthernet, false, "192.0.2.7/24")},
			anchors:    []string{v4}, resolvers: []string{"198.51.100.53"},
			ways: map[string]string{v4: "192.0.2.7:5", "198.51.100.53:53": "192.0.2.7:5", everywhere[0]: "192.0.2.7:5"},
			want: "problem link.none",
		},
		"one address on two interfaces, one of them plugged in": {
			interfaces: []platform.Interface{
				iface("eth0", platform.KindEthernet, false, "192.0.2.7/24"), iface("wlan0", platform.KindWiFi, true, "192.0.2.7/24"),
			},
			anchors: []string{v4}, ways: map[string]string{v4: "192.0.2.7:5"},
			want: "ok link.kind Wi-Fi", usable: true, ip: "4",
		},
		"a way for IPv6, which no anchor has": {
			interfaces: []platform.Interface{iface("wlan0", platform.KindWiFi, true, "192.0.2.7/24", "2001:db8:1::7/64")},
			anchors:    []string{v4}, ways: map[string]string{v4: "192.0.2.7:5", everywhere[1]: "[2001:db8:1::7]:5"},
			want: "ok link.kind Wi-Fi", usable: true, ip: "46",
		},
		"only addresses it gave itself": {
			interfaces: []platform.Interface{iface("eth0", platform.KindEthernet, true, "169.254.3.4/16", "fe80::1/64")},
			anchors:    []string{v4}, want: "problem link.none",
		},
		"interfaces hidden, but a way is there": {
			err: unknown, anchors: []string{v4}, ways: map[string]string{v4: "192.0.2.7:5"},
			want: "ok link.ok", usable: true, ip: "4",
		},
		"interfaces hidden, and no way": {err: unknown, anchors: []string{v4}, want: "problem link.none"},
		"nothing to tell it by":         {err: unknown, want: "notice link.unknown"},
		"only loopback, and the system does not say whether there is a way": {
			interfaces: []platform.Interface{iface("lo", platform.KindLoopback, true, "127.0.0.1/8")},
			anchors:    []string{v4}, ways: map[string]string{v4: ""}, want: "notice link.unknown",
		},
		"only this computer, and no anchors to tell it by": {
			interfaces: []platform.Interface{iface("lo", platform.KindLoopback, true, "127.0.0.1/8")},
			want:       "notice link.unknown",
		},
		"not even this computer": {
			interfaces: []platform.Interface{iface("lo", platform.KindLoopback, false, "127.0.0.1/8")},
			want:       "problem link.none",
		},
		"a resolver on this computer": {
			interfaces: []platform.Interface{iface("lo", platform.KindLoopback, true, "127.0.0.1/8")},
			anchors:    []string{v4}, resolvers: []string{"?", "127.0.0.1:5353"}, ways: map[string]string{"127.0.0.1:5353": "127.0.0.1:5"},
			want: "ok link.ok", usable: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			host := &platformtest.Host{OnInterfaces: func(context.Context) ([]platform.Interface, error) { return tt.interfaces, tt.err }}
			setup := anchored(tt.anchors...)
			setup.Catalog.Resolvers = []catalog.Resolver{{ID: "a", Addresses: tt.resolvers}}
			f := link(setup).Run(t.Context(), taskOn(host, waysOut(tt.ways), nil))
			if got := saw(f); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if (f.Err != nil) != (tt.err != nil) {
				t.Errorf("error %v", f.Err)
			}
			fact, recorded := f.Data.(checks.LinkFact)
			if fact.Usable != tt.usable || fact.IPv4 != strings.Contains(tt.ip, "4") || fact.IPv6 != strings.Contains(tt.ip, "6") {
				t.Errorf("fact %+v", fact)
			}
			if recorded && len(fact.Interfaces) != len(tt.interfaces) {
				t.Errorf("recorded %d of %d interfaces", len(fact.Interfaces), len(tt.interfaces))
			}
		})
	}
}

// A real socket tells its source address and sends nothing.
func TestLinkOnRealLoopback(t *testing.T) {
	noLeaks(t)
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	task := surroundings{}.task()
	got, _ := sourcesTowards(t.Context(), task, []string{server.LocalAddr().String()})
	if want := []netip.Addr{netip.MustParseAddr("127.0.0.1")}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if err := server.SetReadDeadline(time.Now()); err != nil {
		t.Fatal(err)
	}
	if n, _, err := server.ReadFrom(make([]byte, 1)); err == nil {
		t.Errorf("%d bytes were sent", n)
	}
}

func TestRoute(t *testing.T) {
	const anchor, router, tcpRouter = "203.0.113.1:443", "192.0.2.1", "192.0.2.2"
	way := map[string]string{anchor: "192.0.2.7:5"}
	via := func(gateway string) platform.Route {
		r := platform.Route{Interface: "eth0"}
		if gateway != "" {
			r.Gateway = netip.MustParseAddr(gateway)
		}
		return r
	}
	unknown := fmt.Errorf("listing routes: %w", fs.ErrPermission)
	loopback := checks.InterfaceFact{Name: "lo", Kind: string(platform.KindLoopback), Up: true, Addrs: []string{"127.0.0.1/8"}}
	onlyLoopback := checks.LinkFact{Interfaces: []checks.InterfaceFact{loopback}}
	wired := checks.LinkFact{Usable: true, Interfaces: []checks.InterfaceFact{loopback, {Name: "eth0", Kind: "ethernet", Up: true, Addrs: []string{"192.0.2.7/24"}}}}
	for name, tt := range map[string]struct {
		routes  []platform.Route
		err     error
		anchors []string
		link    *checks.LinkFact // nil for the loopback alone
		ways    map[string]string
		ping    map[string]time.Duration // routers that answer pings
		knock   map[string]error         // what their ports do, and the anchor; a missing one is out of reach
		want    string
		routers []checks.RouterFact
		direct  bool
	}{
		"answers pings": {
			routes: []platform.Route{via(router)}, ways: way, ping: map[string]time.Duration{router: 3 * time.Millisecond},
			want:    "ok route.ok 3 ms",
			routers: []checks.RouterFact{{Address: router, Interface: "eth0", Answers: true, How: "icmp", RTT: 3}},
		},
		"refuses a connection": {
			routes: []platform.Route{via(router)}, ways: way, knock: map[string]error{router + ":53": refusing(platform.ConnRefused)},
			want:    "ok route.ok under 1 ms",
			routers: []checks.RouterFact{{Address: router, Interface: "eth0", Answers: true, How: "tcp"}},
		},
		"lets somebody in": {
			routes: []platform.Route{via(router)}, ways: way, knock: map[string]error{router + ":443": nil},
			want:    "ok route.ok under 1 ms",
			routers: []checks.RouterFact{{Address: router, Interface: "eth0", Answers: true, How: "tcp"}},
		},
		"is refused by this computer": {
			routes: []platform.Route{via(router)}, ways: way, knock: map[string]error{router + ":80": refusing(platform.NotPermitted), anchor: nil},
			want:    "notice route.shy",
			routers: []checks.RouterFact{{Address: router, Interface: "eth0"}},
		},
		"says nothing, and yet the internet is there": {
			routes: []platform.Route{via(router)}, ways: way, knock: map[string]error{anchor: nil}, want: "notice route.shy",
			routers: []checks.RouterFact{{Address: router, Interface: "eth0"}},
		},
		"says nothing, and the anchors are silent": {
			routes: []platform.Route{via(router)}, ways: way, want: "problem route.silent",
			routers: []checks.RouterFact{{Address: router, Interface: "eth0"}},
		},
		"says nothing, and there are no anchors": {
			routes: []platform.Route{via(router)}, ways: way, anchors: []string{}, want: "notice route.shy",
			routers: []checks.RouterFact{{Address: router, Interface: "eth0"}},
		},
		"one of two answers": {
			routes: []platform.Route{via(router), via(tcpRouter)}, ways: way,
			ping: map[string]time.Duration{tcpRouter: 12 * time.Millisecond}, want: "ok route.ok 12 ms",
			routers: []checks.RouterFact{
				{Address: router, Interface: "eth0"},
				{Address: tcpRouter, Interface: "eth0", Answers: true, How: "icmp", RTT: 12},
			},
		},
		"known only on its link": {
			routes: []platform.Route{via("fe80::1")}, ways: way, ping: map[string]time.Duration{"fe80::1%eth0": time.Millisecond},
			want:    "ok route.ok 1 ms",
			routers: []checks.RouterFact{{Address: "fe80::1%eth0", Interface: "eth0", Answers: true, How: "icmp", RTT: 1}},
		},
		"a tunnel": {
			routes: []platform.Route{via("")}, ways: way, want: "ok route.tunnel direct",
			routers: []checks.RouterFact{{Interface: "eth0"}},
		},
		"anchors on this link":                               {ways: way, want: "ok route.direct direct", direct: true},
		"no way out":                                         {want: "problem route.none"},
		"routes hidden, but a way is there":                  {err: unknown, ways: way, want: "ok route.direct direct", direct: true},
		"routes hidden, and no way":                          {err: unknown, want: "problem route.none"},
		"routes hidden, and nothing to try it":               {err: unknown, anchors: []string{}, want: "notice route.unknown"},
		"no way out of this computer, and nothing to try it": {anchors: []string{}, want: "notice route.unknown"},
		"no way out of this network, and nothing to try it":  {anchors: []string{}, link: &wired, want: "problem route.none"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				host := &platformtest.Host{
					OnDefaultRoutes: func(context.Context) ([]platform.Route, error) { return tt.routes, tt.err },
					OnPing: func(ctx context.Context, addr netip.Addr) (time.Duration, error) {
						if rtt, answers := tt.ping[addr.String()]; answers {
							time.Sleep(rtt)
							return rtt, nil
						}
						<-ctx.Done()
						return 0, context.Cause(ctx)
					},
				}
				dial := func(ctx context.Context, network, address string) (net.Conn, error) {
					if network == "udp" {
						return waysOut(tt.ways)(ctx, network, address)
					}
					err, answers := tt.knock[address]
					switch {
					case answers && err == nil:
						return connTo{local: "192.0.2.7:5"}, nil
					case answers:
						return nil, err
					}
					<-ctx.Done() // no answer at all
					return nil, context.Cause(ctx)
				}
				anchors := tt.anchors
				if anchors == nil {
					anchors = []string{anchor}
				}
				prior := map[checks.ID]checks.Finding{checks.IDLink: {Data: onlyLoopback}}
				if tt.link != nil {
					prior[checks.IDLink] = checks.Finding{Data: *tt.link}
				}
				f := route(newAnchors(anchored(anchors...))).Run(t.Context(), taskOn(host, dial, prior))
				if got := saw(f); got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
				fact, _ := f.Data.(checks.RouteFact)
				if fact.Direct != tt.direct || (len(fact.Routers) > 0 || len(tt.routers) > 0) && !cmp.Equal(fact.Routers, tt.routers) {
					t.Errorf("fact %+v", fact)
				}
				if (f.Err != nil) != (tt.err != nil) {
					t.Errorf("error %v", f.Err)
				}
			})
		})
	}
}

func TestInternet(t *testing.T) {
	const never = time.Hour
	type anchor struct {
		after time.Duration
		err   error
	}
	refused, forbidden := refusing(platform.ConnRefused), refusing(platform.NotPermitted)
	for name, tt := range map[string]struct {
		anchors []anchor
		want    string
		fails   []string
		took    time.Duration
	}{
		"all answer": {
			anchors: []anchor{{after: 10 * time.Millisecond}, {after: 20 * time.Millisecond}},
			want:    "ok internet.ok 2 of 2 places", fails: []string{"", ""}, took: 20 * time.Millisecond,
		},
		"not waited for long after the first": {
			anchors: []anchor{{after: never}, {after: 400 * time.Millisecond}, {after: 600 * time.Millisecond}, {after: 800 * time.Millisecond}},
			want:    "ok internet.ok 2 of 4 places", fails: []string{checks.FailCancelled, "", "", checks.FailCancelled},
			took: 400*time.Millisecond + anchorLinger,
		},
		"the slowest that still counts": {
			anchors: []anchor{{err: refused}, {after: 1900 * time.Millisecond}},
			want:    "ok internet.ok 1 of 2 places", fails: []string{checks.FailRefused, ""}, took: 1900 * time.Millisecond,
		},
		"silence": {
			anchors: []anchor{{after: never}, {after: never}},
			want:    "problem internet.silent 0 of 2 places", fails: []string{checks.FailTimeout, checks.FailTimeout}, took: patienceUnknown,
		},
		"no way": {
			anchors: []anchor{{err: refusing(platform.NetUnreachable)}},
			want:    "problem internet.silent 0 of 1 places", fails: []string{checks.FailUnreachable},
		},
		"a refusal is no proof": {
			anchors: []anchor{{err: refused}, {err: refusing(platform.HostUnreachable)}},
			want:    "problem internet.refused 0 of 2 places", fails: []string{checks.FailRefused, checks.FailUnreachable},
		},
		"this computer does not allow it": {
			anchors: []anchor{{err: forbidden}, {err: forbidden}},
			want:    "problem internet.firewall 0 of 2 places", fails: []string{checks.FailFirewall, checks.FailFirewall},
		},
		"nothing to try": {want: "notice internet.no_anchors"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var anchors []string
				for i := range tt.anchors {
					anchors = append(anchors, fmt.Sprintf("203.0.113.%d:443", i))
				}
				dial := func(ctx context.Context, _, address string) (net.Conn, error) {
					a := tt.anchors[slices.Index(anchors, address)]
					select {
					case <-time.After(a.after):
					case <-ctx.Done():
						return nil, context.Cause(ctx)
					}
					if a.err != nil {
						return nil, a.err
					}
					return connTo{}, nil
				}
				start := time.Now()
				f := internet(newAnchors(anchored(anchors...))).Run(t.Context(), taskOn(&platformtest.Host{}, dial, nil))
				if took := time.Since(start); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				if got := saw(f); got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
				fact, ok := f.Data.(checks.InternetFact)
				var fails []string
				reached := 0
				for _, a := range fact.Anchors {
					fails = append(fails, a.Fail)
					if a.OK {
						reached++
					}
					if a.OK != (a.Fail == "") {
						t.Errorf("contradiction in %+v", a)
					}
				}
				if !ok || !slices.Equal(fails, tt.fails) || fact.Reached != reached {
					t.Errorf("fact %+v", fact)
				}
			})
		})
	}
}

func TestInternetOverRealSockets(t *testing.T) {
	noLeaks(t)
	open := serveRaw(t, func(net.Conn) {})
	closed := closedPort(t)
	f := internet(newAnchors(anchored(closed.String(), open.String()))).Run(t.Context(), surroundings{}.task())
	fact, _ := f.Data.(checks.InternetFact)
	if f.State != checks.OK || fact.Reached != 1 || fact.Anchors[0].Fail != checks.FailRefused || fact.Anchors[1].RTT <= 0 {
		t.Errorf("%s: %+v", saw(f), fact)
	}
}

// TestRouteDoesNotWaitForEveryRouter: once one router has answered, or something
// behind them, a silent one holds the run up no longer than its grace. The time is
// made up.
func TestRouteDoesNotWaitForEveryRouter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		routes := []platform.Route{
			{Gateway: netip.MustParseAddr("192.0.2.1"), Interface: "eth0"},
			{Gateway: netip.MustParseAddr("192.0.2.2"), Interface: "wlan0"},
		}
		answering := routes[0].Gateway
		host := &platformtest.Host{OnPing: func(ctx context.Context, a netip.Addr) (time.Duration, error) {
			if a == answering {
				return time.Millisecond, nil
			}
			<-ctx.Done()
			return 0, ctx.Err()
		}}
		silent := func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
		start := time.Now()
		facts := askRouters(t.Context(), taskOn(host, silent, nil), nil, routes)
		if !facts[0].Answers || facts[1].Answers {
			t.Errorf("facts %+v", facts)
		}
		if took := time.Since(start); took != otherRouters {
			t.Errorf("took %v, want %v", took, otherRouters)
		}

		answering = netip.Addr{}
		const far = 200 * time.Millisecond
		beyond := make(chan struct{})
		time.AfterFunc(far, func() { close(beyond) })
		start = time.Now()
		if facts := askRouters(t.Context(), taskOn(host, silent, nil), beyond, routes); facts[0].Answers {
			t.Errorf("facts %+v", facts)
		}
		if took := time.Since(start); took != far+otherRouters {
			t.Errorf("took %v, want %v", took, far+otherRouters)
		}
		start = time.Now()
		askRouters(t.Context(), taskOn(host, silent, nil), nil, routes)
		if took := time.Since(start); took != routerLimit {
			t.Errorf("with nothing behind them it took %v, want %v", took, routerLimit)
		}
	})
}
