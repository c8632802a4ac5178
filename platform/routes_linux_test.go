package platform

import (
	"net"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"testing"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// ownNetwork gives the test a network of its own with the cable pair near-far,
// up and with addresses. Needs root, like the system's own tools would.
func ownNetwork(t *testing.T) netlink.Link {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("a network namespace needs root")
	}
	// The thread is never unlocked, so it ends with the test and takes the
	// namespace along.
	runtime.LockOSThread()
	ns, err := netns.New()
	if err != nil {
		t.Skipf("no network namespace here: %v", err)
	}
	t.Cleanup(func() { _ = ns.Close() })
	pair := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "near"}, PeerName: "far"}
	if err := netlink.LinkAdd(pair); err != nil {
		t.Skipf("no cable pair here: %v", err)
	}
	for _, name := range []string{"lo", "near", "far"} {
		link, err := netlink.LinkByName(name)
		if err == nil {
			err = netlink.LinkSetUp(link)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	near, err := netlink.LinkByName("near")
	if err != nil {
		t.Fatal(err)
	}
	addr, err := netlink.ParseAddr("192.0.2.10/24")
	if err != nil {
		t.Fatal(err)
	}
	if err := netlink.AddrAdd(near, addr); err != nil {
		t.Fatal(err)
	}
	return near
}

func cidr(t *testing.T, s string) *net.IPNet {
	t.Helper()
	_, n, err := net.ParseCIDR(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDefaultRoutesOfTheKernel(t *testing.T) {
	near := ownNetwork(t)
	index := near.Attrs().Index
	host := New()

	if got, err := host.DefaultRoutes(t.Context()); err != nil || len(got) != 0 {
		t.Fatalf("without any: got %+v, %v", got, err)
	}
	router := net.IPv4(192, 0, 2, 1)
	for _, r := range []netlink.Route{
		{LinkIndex: index, Gw: router, Priority: 100},
		{LinkIndex: index, Dst: cidr(t, "0.0.0.0/1"), Gw: net.IPv4(192, 0, 2, 2)},
		{LinkIndex: index, Dst: cidr(t, "128.0.0.0/1"), Gw: net.IPv4(192, 0, 2, 2)},
		{LinkIndex: index, Dst: cidr(t, "0.0.0.0/0"), Gw: net.IPv4(192, 0, 2, 3), Table: 51820, Priority: 7},
		{Dst: cidr(t, "0.0.0.0/0"), Type: unix.RTN_UNREACHABLE, Priority: 5000},
		{Dst: cidr(t, "198.51.100.0/24"), LinkIndex: index, Gw: router},
	} {
		if err := netlink.RouteAdd(&r); err != nil {
			t.Fatalf("adding %+v: %v", r, err)
		}
	}
	got, err := host.DefaultRoutes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	way := func(last byte, metric int) Route {
		return Route{Gateway: netip.AddrFrom4([4]byte{192, 0, 2, last}), Interface: "near", Metric: metric}
	}
	if want := []Route{way(2, 0), way(3, 7), way(1, 100)}; !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestInterfacesOfTheKernel(t *testing.T) {
	near := ownNetwork(t)
	far, err := netlink.LinkByName("far")
	if err != nil {
		t.Fatal(err)
	}
	updates := make(chan netlink.LinkUpdate, 64)
	done := make(chan struct{})
	defer close(done)
	if err := netlink.LinkSubscribeWithOptions(updates, done, netlink.LinkSubscribeOptions{ListExisting: true}); err != nil {
		t.Fatal(err)
	}
	// The kernel tells of carriers when it finds the time.
	await := func(running bool) {
		t.Helper()
		for {
			select {
			case u := <-updates:
				if u.Attrs().Name == "near" && (u.Attrs().RawFlags&unix.IFF_RUNNING != 0) == running {
					return
				}
			case <-t.Context().Done():
				t.Fatal("the kernel never told")
			}
		}
	}
	find := func(name string) Interface {
		t.Helper()
		list, err := New().Interfaces(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(list, func(i Interface) bool { return i.Name == name })
		if i < 0 {
			t.Fatalf("no %s among %+v", name, list)
		}
		return list[i]
	}
	await(true)
	got := find("near")
	if got.Index != near.Attrs().Index || !got.Up || !slices.Contains(got.Addrs, netip.MustParsePrefix("192.0.2.10/24")) {
		t.Errorf("with the other end plugged in: %+v", got)
	}
	if err := netlink.LinkSetDown(far); err != nil {
		t.Fatal(err)
	}
	await(false)
	if got := find("near"); got.Up {
		t.Errorf("switched on, but with the cable pulled: %+v", got)
	}
}
