package scenarios

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fix502/checks/lab"
)

// The rooms of a street, from the user outwards.
const (
	atHome   = "home"
	atRouter = "router"
	atISP    = "isp"
	afar     = "far" // the internet: everything else
)

// The addresses on the way.
const (
	homeAddr   = "192.168.1.23"
	routerAddr = "192.168.1.1"
	ispDNS     = "203.0.113.53" // the provider's resolver, at the far end
)

// wiring is what ip(8) and sysctl(8) are told before anything is started; its
// first word is the room.
var wiring = []string{
	"home ip link set lo up",
	"router ip link set lo up",
	"isp ip link set lo up",
	"far ip link set lo up",
	"home ip link set eth0 up",
	"router ip link set lan up",
	"router ip link set wan up",
	"isp ip link set customers up",
	"isp ip link set world up",
	"far ip link set isp up",
	"home ip address add 192.168.1.23/24 dev eth0",
	"router ip address add 192.168.1.1/24 dev lan",
	"router ip address add 100.64.7.2/24 dev wan",
	"isp ip address add 100.64.7.1/24 dev customers",
	"isp ip address add 203.0.113.9/30 dev world",
	"far ip address add 203.0.113.10/30 dev isp",
	"home ip route add default via 192.168.1.1",
	"router ip route add default via 100.64.7.1",
	"isp ip route add default via 203.0.113.10",
	"far ip route add 100.64.7.0/24 via 203.0.113.9",
	"router sysctl -qw net.ipv4.ip_forward=1",
	"isp sysctl -qw net.ipv4.ip_forward=1",
}

// wiring6 adds IPv6 all the way.
var wiring6 = []string{
	"router sysctl -qw net.ipv6.conf.all.forwarding=1",
	"isp sysctl -qw net.ipv6.conf.all.forwarding=1",
	"home ip address add 2001:db8:1::23/64 dev eth0 nodad",
	"router ip address add 2001:db8:1::1/64 dev lan nodad",
	"router ip address add 2001:db8:2::2/64 dev wan nodad",
	"isp ip address add 2001:db8:2::1/64 dev customers nodad",
	"isp ip address add 2001:db8:3::1/64 dev world nodad",
	"far ip address add 2001:db8:3::2/64 dev isp nodad",
	"home ip route add default via 2001:db8:1::1",
	"router ip route add default via 2001:db8:2::1",
	"isp ip route add default via 2001:db8:3::2",
	"isp ip route add 2001:db8:1::/64 via 2001:db8:2::2",
	"far ip route add 2001:db8:1::/64 via 2001:db8:3::1",
	"far ip route add 2001:db8:2::/64 via 2001:db8:3::1",
}

// masquerade is what every home router does.
const masquerade = `table ip home { chain out { type nat hook postrouting priority 100; oifname "wan" masquerade; }; }`

// street is one running world. Nothing in it is shared with another.
type street struct {
	dir   string // files of this street
	certs *certificates
	plan  plan

	rooms   map[string]*lab.Room
	daemons []*daemon
}

// startLimit is how long a street may take to stand: everything in it takes under
// a second on a machine of its own, and tests share theirs.
const startLimit = 40 * time.Second

// build makes the street that the plan describes. Close it in any case.
func build(ctx context.Context, dir string, certs *certificates, p plan) (*street, error) {
	s := &street{dir: dir, certs: certs, plan: p, rooms: make(map[string]*lab.Room)}
	start, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for _, step := range []func(context.Context) error{
		func(context.Context) error { return s.openRooms(ctx) }, // they live longer than the start
		s.wire,
		func(context.Context) error { return s.startDaemons(ctx) },
		s.awaitDaemons,
		s.spoil,
	} {
		if err := step(start); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s *street) openRooms(ctx context.Context) error {
	hosts, err := s.file("hosts", "127.0.0.1 localhost\n::1 localhost\n"+s.plan.hosts)
	if err != nil {
		return err
	}
	for _, r := range []struct {
		name, resolv string
		files        []lab.Laid
	}{
		{atHome, strings.Join(s.plan.nameservers(), "\n"), []lab.Laid{{File: hosts, Over: "/etc/hosts"}}},
		{atRouter, "nameserver " + ispDNS, nil},
		{atISP, "nameserver " + ispDNS, nil},
		{afar, "nameserver " + ispDNS, nil},
	} {
		resolv, err := s.file("resolv-"+r.name+".conf", r.resolv+"\n")
		if err != nil {
			return err
		}
		room, err := lab.NewRoom(ctx, append(r.files, lab.Laid{File: resolv, Over: "/etc/resolv.conf"})...)
		if err != nil {
			return fmt.Errorf("opening the room %s: %w", r.name, err)
		}
		s.rooms[r.name] = room
	}
	return nil
}

// wire lays the cables and sets up addresses and routes.
func (s *street) wire(ctx context.Context) error {
	for _, c := range []struct{ a, end, b, other string }{
		{atHome, "eth0", atRouter, "lan"}, {atRouter, "wan", atISP, "customers"}, {atISP, "world", afar, "isp"},
	} {
		if err := s.rooms[c.a].Cable(ctx, c.end, s.rooms[c.b], c.other); err != nil {
			return err
		}
	}
	lines := wiring
	if s.plan.six {
		lines = append(lines[:len(lines):len(lines)], wiring6...)
	}
	for _, address := range farAddresses(s.plan) {
		lines = append(lines[:len(lines):len(lines)], "far ip address add "+address+" dev lo")
	}
	if err := s.doAll(ctx, lines); err != nil {
		return err
	}
	return s.rules(ctx, atRouter, masquerade)
}

// spoil does what is wrong with this street.
func (s *street) spoil(ctx context.Context) error {
	for room, rules := range s.plan.rules {
		if err := s.rules(ctx, room, rules); err != nil {
			return err
		}
	}
	return s.doAll(ctx, s.plan.then)
}

// doAll runs commands, each "room program argument argument …".
func (s *street) doAll(ctx context.Context, lines []string) error {
	for _, line := range lines {
		words := strings.Fields(line)
		if out, err := s.run(ctx, words[0], "", words[1], words[2:]...); err != nil {
			return fmt.Errorf("%s: %w: %s", line, err, strings.TrimSpace(out))
		}
	}
	return nil
}

// rules gives nftables a file of them.
func (s *street) rules(ctx context.Context, room, text string) error {
	if out, err := s.run(ctx, room, s.fill(text), "nft", "-f", "-"); err != nil {
		return fmt.Errorf("nftables: %w: %s", err, strings.TrimSpace(out))
	}
	return nil
}

// run runs a command in a room and returns all that it printed.
func (s *street) run(ctx context.Context, room, input, name string, args ...string) (string, error) {
	cmd := s.rooms[room].Command(ctx, name, args...)
	cmd.Stdin = strings.NewReader(input)
	cmd.Env = s.environment()
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// environment is that of the person at home: only the lab's authority is trusted,
// and nothing of the computer that runs the test shines through.
func (s *street) environment() []string {
	home := filepath.Join(s.dir, "home")
	env := append(os.Environ(), "SSL_CERT_FILE="+s.certs.authority.File, "CURL_CA_BUNDLE="+s.certs.authority.File, "SSL_CERT_DIR="+s.dir, "HOME="+home,
		"LANG=en_US.UTF-8", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nonexistent")
	for _, name := range []string{
		"XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_CURRENT_DESKTOP",
		"http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
	} {
		env = append(env, name+"=")
	}
	return append(env, s.plan.env...)
}

// file writes a file of the street, with its placeholders filled in.
func (s *street) file(name, text string) (string, error) {
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(s.fill(text)), 0o644); err != nil {
		return "", fmt.Errorf("writing %s: %w", name, err)
	}
	return path, nil
}

// fill puts the street's own folders in the place of DIR and CERTS.
func (s *street) fill(text string) string {
	return strings.NewReplacer("DIR", s.dir, "CERTS", s.certs.dir).Replace(text)
}

// close ends everything in the street.
func (s *street) close() error {
	var errs []error
	for _, d := range s.daemons {
		d.end()
	}
	for _, r := range s.rooms {
		if r != nil {
			errs = append(errs, r.Close())
		}
	}
	return errors.Join(errs...)
}
