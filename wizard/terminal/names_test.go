package terminal_test

import (
	"context"
	"encoding/json"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"fix502/platform"
	"fix502/wizard/terminal"
)

// named is a catalogue of a service with a name, and of three other resolvers.
const named = `version: 1
services:
  - {id: discord, name: Discord, url: "http://app.test:SITE/", hosts: [{host: app.test, port: SITE, scheme: http}]}
resolvers:
  - {id: right, name: Right Co., addresses: ["RIGHT"]}
  - {id: liar, name: Liar Co., addresses: ["LIAR"]}
  - {id: silent, name: Silent Co., addresses: ["SILENT"]}` + surroundings

// book runs a resolver that gives one address for every name.
func book(t *testing.T, address string) string {
	t.Helper()
	return resolver(t, dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg)
		m.SetReply(q)
		if q.Question[0].Qtype == dns.TypeA {
			m.Answer = append(m.Answer, &dns.A{
				Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 60}, A: net.ParseIP(address),
			})
		}
		_ = w.WriteMsg(m)
	}))
}

func resolver(t *testing.T, h dns.Handler) string {
	t.Helper()
	for range 20 {
		packets, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		stream, err := net.Listen("tcp", packets.LocalAddr().String())
		if err != nil { // the port is taken for TCP: another one
			_ = packets.Close()
			continue
		}
		start(t, &dns.Server{PacketConn: packets, Handler: h})
		start(t, &dns.Server{Listener: stream, Handler: h})
		return packets.LocalAddr().String()
	}
	t.Fatal("no port free for both UDP and TCP")
	return ""
}

func start(t *testing.T, s *dns.Server) {
	t.Helper()
	started, ended := make(chan struct{}), make(chan struct{})
	s.NotifyStartedFunc = func() { close(started) }
	go func() { defer close(ended); _ = s.ActivateAndServe() }()
	<-started
	t.Cleanup(func() { _ = s.Shutdown(); <-ended })
}

// uses makes a resolver the one that the computer is set to.
func (w *world) uses(resolver string) {
	w.host.OnResolvers = func(context.Context) ([]platform.Resolver, error) {
		return []platform.Resolver{{Addr: netip.MustParseAddrPort(resolver), Source: "resolv.conf"}}, nil
	}
}

// silence is an address at which nobody answers questions: it takes them, though.
func silence(t *testing.T) string {
	t.Helper()
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = packets.Close() })
	return packets.LocalAddr().String()
}

// garble answers every packet with what is no answer.
func garble(t *testing.T) string {
	t.Helper()
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		buffer := make([]byte, 1500)
		for {
			_, from, err := packets.ReadFrom(buffer)
			if err != nil {
				return
			}
			_, _ = packets.WriteTo([]byte("\x1b]0;I am no resolver\x07"), from)
		}
	}()
	t.Cleanup(func() { _ = packets.Close(); <-ended })
	return packets.LocalAddr().String()
}

func TestResolvers(t *testing.T) {
	w := newWorld(t, 200)
	own := book(t, "127.0.0.1")
	w.uses(own)
	right, liar, silent := book(t, "127.0.0.1"), book(t, "127.0.0.99"), silence(t)
	path := w.file(named, "RIGHT", right, "LIAR", liar, "SILENT", silent)

	o := w.run(with(path, "resolvers")...)
	o.exits(t, terminal.ExitHealthy)
	lines := strings.Split(strings.TrimSpace(o.out), "\n")
	if len(lines) < 6 || lines[1] != "" {
		t.Fatalf("no table:\n%s", o.out)
	}
	has(t, lines[0], "Discord")
	has(t, o.out, own, right, liar, silent, "Right Co.", "yours", ", right", "wrong address", "no answer")
	for i, line := range lines[2:] { // right ones first, ours and another by both ways of asking
		if got, want := strings.Contains(line, ", right"), i < 3; got != want {
			t.Errorf("line %d: %q", i, line)
		}
	}
	has(t, lines[len(lines)-1], "Silent Co.", "no answer")

	o = w.run(with(path, "resolvers", "--json")...)
	o.exits(t, terminal.ExitHealthy)
	var list struct {
		Target    string `json:"target"`
		Resolvers []struct {
			Name, Address, Transport, Answer string
			Yours                            bool
			RTT                              float64 `json:"rtt_ms"`
		} `json:"resolvers"`
	}
	if err := json.Unmarshal([]byte(o.out), &list); err != nil || o.err != "" {
		t.Fatalf("%v\n%s\n%s", err, o.out, o.err)
	}
	if !strings.HasPrefix(list.Target, "http://app.test:") {
		t.Errorf("target %s", list.Target)
	}
	last := 0.0
	answers := map[string]string{}
	for _, r := range list.Resolvers {
		if r.Transport == "udp" {
			answers[r.Address] = r.Answer
		}
		if r.Answer == "right" && r.RTT < last {
			t.Errorf("%s is faster than the one before it", r.Name)
		}
		last = r.RTT
		if r.Yours != (r.Address == own) {
			t.Errorf("%s is ours: %v", r.Address, r.Yours)
		}
	}
	for address, want := range map[string]string{own: "right", right: "right", liar: "wrong", silent: "silent"} {
		if answers[address] != want {
			t.Errorf("%s is %q, want %q", address, answers[address], want)
		}
	}
}

func TestResolversWithoutOne(t *testing.T) {
	w := newWorld(t, 200)
	w.uses(silence(t))
	path := w.file(named, "RIGHT", book(t, "127.0.0.1"), "LIAR", book(t, "127.0.0.99"), "SILENT", silence(t))
	t.Run("ours is silent", func(t *testing.T) {
		o := w.run(with(path, "resolvers")...)
		o.exits(t, terminal.ExitProblem)
		has(t, o.out, "yours", "Right Co.", ", right")
	})
	t.Run("no time", func(t *testing.T) {
		for _, form := range []string{"--json=false", "--json=true"} {
			o := w.run(with(path, "resolvers", "--timeout", "1ns", form)...)
			o.exits(t, terminal.ExitInterrupted)
			has(t, o.err, "Not all checks were finished")
			lacks(t, o.out, "null")
		}
	})
	t.Run("an address", func(t *testing.T) {
		o := w.run(with(path, "resolvers", "127.0.0.1")...)
		o.exits(t, terminal.ExitHealthy)
		has(t, o.out, "an address already")
		if o = w.run(with(path, "resolvers", "127.0.0.1", "--json")...); !strings.Contains(o.out, `"resolvers": []`) {
			t.Errorf("no list: %s", o.out)
		}
	})
	t.Run("no connection", func(t *testing.T) {
		w.unplug()
		o := w.run(with(w.file(unplugged), "resolvers")...)
		o.exits(t, terminal.ExitProblem)
		has(t, o.out, "No address book (DNS) could be asked for Discord")
	})
}

// TestGarbage: a resolver that answers with what is no answer.
func TestGarbage(t *testing.T) {
	w := newWorld(t, 200)
	w.uses(garble(t))
	path := w.file(named, "RIGHT", book(t, "127.0.0.1"), "LIAR", garble(t), "SILENT", garble(t))
	o := w.run(with(path, "check")...)
	o.exits(t, terminal.ExitProblem)
	has(t, o.out, "Something that is no address book (DNS) answers at", "verdict dns.resolver_down,", " 7. ")
	o = w.run(with(path, "check", "--json")...)
	if r := o.report(t); r.Verdict.Code != "dns.resolver_down" {
		t.Errorf("verdict %s", r.Verdict.Code)
	}
	o = w.run(with(path, "resolvers")...)
	o.exits(t, terminal.ExitProblem)
	has(t, o.out, "Right Co.", ", right")
}

// unplug takes away all that leads out of the computer.
func (w *world) unplug() {
	w.host.OnInterfaces = func(context.Context) ([]platform.Interface, error) {
		return []platform.Interface{{Name: "lo", Index: 1, Kind: platform.KindLoopback, Up: true, Addrs: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/8")}}}, nil
	}
	w.host.OnDefaultRoutes = func(context.Context) ([]platform.Route, error) { return nil, nil }
}

// unplugged is a catalogue of which nothing can be reached without a connection.
var unplugged = strings.NewReplacer("127.0.0.1:ELSE", "192.0.2.1:443", `"RIGHT"`, "192.0.2.2", `"LIAR"`, "192.0.2.3", `"SILENT"`, "192.0.2.4").Replace(named)

// TestNoLink: without a connection that is all there is to say, and at once.
func TestNoLink(t *testing.T) {
	w := newWorld(t, 200)
	w.unplug()
	path := w.file(unplugged)
	o := w.run(with(path, "check")...)
	o.exits(t, terminal.ExitProblem)
	has(t, o.out, "not connected to any network", "verdict network.no_link,", " 9. ")
	if strings.Count(o.out, "Left out") != 1 { // all that was left out shares a line
		t.Errorf("left out more than once:\n%s", o.out)
	}
	has(t, o.out, "Your router", "app.test", "Other websites")
	r := w.run(with(path, "check", "--json")...).report(t)
	if r.Verdict.Code != "network.no_link" || r.Duration > float64((10*time.Second).Milliseconds()) {
		t.Errorf("%s after %v ms", r.Verdict.Code, r.Duration)
	}
}
