package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"fix502/checks/lab"
	"fix502/platform/cable"
)

// The two ends of the cable, and who is at the far one.
const (
	nearEnd, farEnd = "near", "far"

	addrComputer = "10.77.1.2"
	addrRouter   = "10.77.1.1"

	addrTarget     = "10.77.0.10"
	addrControls   = "10.77.0.11"
	addrStatus     = "10.77.0.12"
	addrPortal     = "10.77.0.13"
	addrEdge       = "10.77.0.17"
	addrMute       = "10.77.0.18" // takes connections and says nothing
	addrHesitant   = "10.77.0.19" // agrees on encryption and says nothing more
	addrEndless    = "10.77.0.20" // a status page of one byte a second
	addrConfigured = "10.77.0.53"
)

// anchors prove that the internet is there, alternates are the catalogue's resolvers.
var (
	anchors    = []string{"10.77.0.14", "10.77.0.15", "10.77.0.16"}
	alternates = []string{"10.77.0.54", "10.77.0.55", "10.77.0.56"}
)

// names maps every name at the far end to its address.
var names = map[string]string{
	"app.bench.test": addrTarget, "gateway.bench.test": addrTarget, "cdn.bench.test": addrTarget,
	"one.elsewhere.test": addrControls, "two.elsewhere.test": addrControls, "three.elsewhere.test": addrControls,
	"status.bench.test": addrStatus, "status.edge.test": addrStatus,
	"one.portal.test": addrPortal, "two.example": addrPortal,
	"www.edge.test": addrEdge, "dns.bench.test": alternates[0],
	"mute.bench.test": addrMute, "hesitant.bench.test": addrHesitant, "endless.bench.test": addrEndless,
}

// world is a computer and the internet at the other end of a cable.
type world struct {
	dir, program, catalogue string
	ca                      string
	cable                   *cable.Cable
	computer                *lab.Room
	servers                 servers
}

func newWorld(ctx context.Context, dir, program string) (*world, error) {
	w := &world{dir: dir, program: program, catalogue: filepath.Join(dir, "catalog.yaml")}
	for _, step := range []func(context.Context) error{w.write, w.connect, w.serve} {
		if err := step(ctx); err != nil {
			w.Close()
			return nil, err
		}
	}
	return w, nil
}

// Close ends all of it.
func (w *world) Close() {
	w.servers.close()
	if w.cable != nil {
		_ = w.cable.Close()
	}
	if w.computer != nil {
		_ = w.computer.Close()
	}
}

// write makes the computer's own files and the catalogue.
func (w *world) write(context.Context) error {
	var errs []error
	for name, text := range map[string]string{
		"resolv.conf": "nameserver " + addrConfigured + "\n", "hosts": "127.0.0.1 localhost\n",
		"catalog.yaml": catalogueOf("{host: app.bench.test, path: /api, expect: [200]}", "https://status.bench.test"),
	} {
		errs = append(errs, os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o644))
	}
	return errors.Join(errs...)
}

// connect lays the cable between the computer's room and the servers' network, the one
// that the bench itself is in.
func (w *world) connect(ctx context.Context) error {
	var err error
	if w.computer, err = lab.NewRoom(ctx, lab.Laid{File: w.file("resolv.conf"), Over: "/etc/resolv.conf"}, lab.Laid{File: w.file("hosts"), Over: "/etc/hosts"}); err != nil {
		return fmt.Errorf("making the computer's network: %w", err)
	}
	if w.cable, err = cable.Open(nearEnd, farEnd); err != nil {
		return fmt.Errorf("laying the cable: %w", err)
	}
	lines := []string{"link set lo up", "link set " + farEnd + " up", "address add " + addrRouter + "/32 dev lo", "route add " + addrComputer + "/32 dev " + farEnd}
	for _, address := range append([]string{
		addrTarget, addrControls, addrStatus, addrPortal, addrEdge, addrMute, addrHesitant, addrEndless, addrConfigured,
	}, append(anchors, alternates...)...) {
		lines = append(lines, "address add "+address+"/32 dev lo")
	}
	for _, line := range lines {
		if out, err := exec.CommandContext(ctx, "ip", strings.Fields(line)...).CombinedOutput(); err != nil {
			return fmt.Errorf("ip %s: %w: %s", line, err, out)
		}
	}
	if err := w.computer.Take(ctx, nearEnd); err != nil {
		return err
	}
	for _, line := range []string{"link set lo up", "address add " + addrComputer + "/24 dev " + nearEnd, "link set " + nearEnd + " up", "route add default via " + addrRouter} {
		if err := w.computer.IP(ctx, strings.Fields(line)...); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) file(name string) string { return filepath.Join(w.dir, name) }

// environment is what programs on the computer run with.
func (w *world) environment() []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + w.dir, "LANG=en_US.UTF-8", "SSL_CERT_FILE=" + w.ca, "SSL_CERT_DIR=" + w.dir, "CURL_CA_BUNDLE=" + w.ca,
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "DBUS_SYSTEM_BUS_ADDRESS=unix:path=/nonexistent",
	}
}

// losing makes packets to these addresses vanish while do runs.
func (w *world) losing(addresses []string, do func() error) error {
	if len(addresses) > 0 {
		lost := make(map[netip.Addr]bool)
		for _, a := range addresses {
			if addr, err := netip.ParseAddr(a); err == nil {
				lost[addr] = true
			}
		}
		w.cable.Lose(func(to netip.Addr) bool { return lost[to] || lost[netip.IPv4Unspecified()] })
		defer w.cable.Lose(nil)
	}
	return do()
}

// everything stands for all addresses.
const everything = "0.0.0.0"

// serverStart is how long a server may take to accept connections.
const serverStart = 20 * time.Second
