package probe

import (
	"context"
	"encoding/binary"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"fix502/checks"
)

// hostileReplies are messages that a resolver could send to hurt who reads them, by
// what is wrong with them. Each begins with the number of the question, and what is
// recorded of it in the end.
func hostileReplies(query *dns.Msg) map[string]struct {
	raw  []byte
	want checks.ReplyFact
} {
	garbage := checks.ReplyFact{Fail: checks.FailGarbage}
	header := func(flags uint16, counts ...uint16) []byte {
		raw := binary.BigEndian.AppendUint16(nil, query.Id)
		raw = binary.BigEndian.AppendUint16(raw, flags)
		for i := range 4 {
			n := uint16(0)
			if i < len(counts) {
				n = counts[i]
			}
			raw = binary.BigEndian.AppendUint16(raw, n)
		}
		return raw
	}
	const response, truncated = 0x8180, 0x8380
	question := append([]byte("\x03app\x04test\x00"), 0, byte(query.Question[0].Qtype), 0, 1)
	with := func(parts ...[]byte) []byte {
		var raw []byte
		for _, p := range parts {
			raw = append(raw, p...)
		}
		return raw
	}
	loop := []byte{0xc0, dnsHeader} // a pointer to itself
	record := with([]byte{0xc0, dnsHeader, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1})
	many := with(header(response, 1, 4000), question)
	for range 4000 {
		many = append(many, record...)
	}
	// A record that nobody knows holds pointers, each to the one before; the name of the
	// next record is the last of them.
	const hops = 500
	chain := with(header(response, 1, 2), question, []byte{0, 0, 10, 0, 1, 0, 0, 0, 60}, binary.BigEndian.AppendUint16(nil, 2*hops))
	last := uint16(dnsHeader)
	for range hops {
		chain, last = binary.BigEndian.AppendUint16(chain, 0xc000|last), uint16(len(chain))
	}
	chain = with(binary.BigEndian.AppendUint16(chain, 0xc000|last), record[2:])
	return map[string]struct {
		raw  []byte
		want checks.ReplyFact
	}{
		"nothing":                      {[]byte{}, garbage},
		"half a header":                {header(response)[:7], garbage},
		"a name that never ends":       {with(header(response, 1), loop, []byte{0, 1, 0, 1}), garbage},
		"a chain of pointers":          {chain, garbage},
		"giant counts and nothing":     {header(response, 65535, 65535, 65535, 65535), garbage},
		"giant counts, one record":     {with(header(response, 1, 65535, 65535, 65535), question, record), checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.1"}, TTL: 60}},
		"cut in a record":              {with(header(response, 1, 1), question, record[:9]), garbage},
		"cut in a record, and says so": {with(header(truncated, 1, 1), question, record[:9]), checks.ReplyFact{Fail: checks.FailRefused, Retried: checks.OverTCP}},
		"a record that is too long":    {with(header(response, 1, 1), question, record[:10], []byte{0xff, 0xff, 192, 0, 2, 1}), garbage},
		"an address of three bytes":    {with(header(response, 1, 1), question, record[:10], []byte{0, 3, 192, 0, 2}), garbage},
		"64 KB of the same record":     {many, checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.1"}, TTL: 60}},
	}
}

// Whatever comes back, asking ends, and what is recorded is small and true.
func TestAskHostile(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	example := newQuery("app.test", dns.TypeA)
	for name := range hostileReplies(example) {
		raw := func(query *dns.Msg) []byte { return hostileReplies(query)[name].raw }
		handler := dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) { _, _ = w.Write(raw(q)) })
		page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", dnsMessage)
			body := make([]byte, maxDNSMessage)
			n, _ := r.Body.Read(body)
			q := new(dns.Msg)
			if q.Unpack(body[:n]) == nil {
				_, _ = w.Write(raw(q))
			}
		})
		doh := serveTLS(t, ca.issue(t, "dns.test", time.Hour), page)
		for transport, sv := range map[string]server{
			checks.OverUDP: {addr: servePackets(t, handler)},
			checks.OverTCP: {addr: serveStream(t, handler)},
			checks.OverDoH: {addr: netip.AddrPortFrom(doh.Addr(), 53), url: "https://" + netJoin("dns.test", doh) + "/dns-query"},
		} {
			t.Run(name+" over "+transport, func(t *testing.T) {
				want := hostileReplies(example)[name].want
				switch {
				case len(raw(example)) == 0 && transport == checks.OverUDP, len(raw(example)) > ednsSize && transport == checks.OverUDP:
					t.Skip("not a packet")
				case want.Retried != "" && transport != checks.OverUDP:
					want = checks.ReplyFact{RCode: "NOERROR"} // nothing more is to be had there
				}
				limit := time.Minute
				if transport == checks.OverUDP { // what answers nothing is waited for there
					limit = 150 * time.Millisecond
				}
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				sv.transport = transport
				got := ask(ctx, surroundings{roots: ca.pool}.task(), sv, "app.test", time.Millisecond)
				if got.RCode != want.RCode || got.Fail != want.Fail || strings.Join(got.Addresses, " ") != strings.Join(want.Addresses, " ") {
					t.Errorf("got %+v, want %+v", got, want)
				}
			})
		}
	}
}

func servePackets(t *testing.T, handler dns.Handler) netip.AddrPort {
	t.Helper()
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	run(t, &dns.Server{PacketConn: packets, Handler: handler})
	return netip.MustParseAddrPort(packets.LocalAddr().String())
}

func serveStream(t *testing.T, handler dns.Handler) netip.AddrPort {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	run(t, &dns.Server{Listener: listener, Handler: handler})
	return netip.MustParseAddrPort(listener.Addr().String())
}

// A stream that goes on for ever, a byte at a time or as fast as it can, ends with
// the time that is there for it.
func TestAskEndlessStream(t *testing.T) {
	for name, talk := range map[string]func(net.Conn){
		"a byte a second": func(conn net.Conn) {
			_, _ = conn.Write([]byte{0xff, 0xff})
			for {
				time.Sleep(time.Second) // time of the bubble
				if _, err := conn.Write([]byte{0}); err != nil {
					return
				}
			}
		},
		"never to the point": func(conn net.Conn) { // reads nothing, says nothing
			_, _ = conn.Read(make([]byte, 1))
			time.Sleep(time.Minute)
		},
	} {
		for _, transport := range []string{checks.OverTCP, checks.OverDoT} {
			t.Run(name+" over "+transport, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					task := checks.NewTask(checks.Env{Dial: pipes(talk), Now: time.Now}, nil, nil)
					sv := server{transport: transport, name: "dns.test"}
					begun := time.Now()
					got := ask(t.Context(), task, sv, "app.test", time.Second)
					if took := time.Since(begun); got.RCode != "" || took > streamLimit(sv) {
						t.Errorf("got %+v after %v", got, took)
					}
					time.Sleep(time.Hour)
				})
			})
		}
	}
}

// A page without end in place of a reply is read up to the size of a message.
func TestAskEndlessPage(t *testing.T) {
	noLeaks(t)
	ca := newAuthority(t, "Lab CA")
	doh := serveTLS(t, ca.issue(t, "dns.test", time.Hour), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", dnsMessage)
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	}))
	sv := server{addr: netip.AddrPortFrom(doh.Addr(), 53), transport: checks.OverDoH, url: "https://" + netJoin("dns.test", doh) + "/dns-query"}
	got := ask(t.Context(), surroundings{roots: ca.pool}.task(), sv, "app.test", time.Second)
	if got.Fail != checks.FailGarbage {
		t.Errorf("got %+v", got)
	}
}

// Whatever a resolver sends, what is recorded stays small and is made of addresses.
func FuzzReply(f *testing.F) {
	query := newQuery("app.test", dns.TypeA)
	query.Id = 7
	for _, h := range hostileReplies(query) {
		if len(h.raw) < ednsSize {
			f.Add(h.raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := readReply(raw, query)
		if err != nil {
			return
		}
		if m.Id != query.Id || !m.Response || len(m.Question) == 1 && !strings.EqualFold(m.Question[0].Name, query.Question[0].Name) {
			t.Fatalf("taken for an answer: %v", m)
		}
		fact := merge("app.test", [2]*dns.Msg{query, query}, [2]outcome{{reply: m}, {reply: m}})
		if fact.RCode == "" || len(fact.Addresses) > maxAddresses || len(fact.CNAMEs) > maxCNAMEs || len(fact.Errors) > maxErrors {
			t.Errorf("recorded %+v", fact)
		}
		for _, text := range fact.Addresses {
			if _, err := netip.ParseAddr(text); err != nil {
				t.Errorf("no address: %q", text)
			}
		}
		for _, alias := range fact.CNAMEs {
			if alias == "" || strings.HasSuffix(alias, ".") && alias != "." {
				t.Errorf("alias %q", alias)
			}
		}
	})
}
