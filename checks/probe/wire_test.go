package probe

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
	"go.uber.org/goleak"

	"fix502/checks"
	"fix502/checks/text"
	"fix502/platform"
	"fix502/platform/platformtest"
)

// noLeaks fails the test if a goroutine outlives it. Call it first.
func noLeaks(t *testing.T) {
	t.Helper()
	t.Cleanup(func() { goleak.VerifyNone(t) })
}

// authority issues certificates that a test trusts.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool
}

func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &authority{cert: cert, key: key, pool: pool}
}

// issue makes a certificate for a name or address that is good for life from now;
// a negative life is one that has ended.
func (a *authority) issue(t *testing.T, name string, life time.Duration) tls.Certificate {
	t.Helper()
	form := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(life),
	}
	if addr := net.ParseIP(name); addr != nil {
		form.IPAddresses = []net.IP{addr}
	} else {
		form.DNSNames = []string{name}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.CreateCertificate(rand.Reader, form, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}
}

// answerer replies to a question; nil means silence.
type answerer func(*dns.Msg) *dns.Msg

func (a answerer) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	if reply := a(q); reply != nil {
		_ = w.WriteMsg(reply)
	}
}

// records answers with the given records in the form of a zone file, NODATA for
// names it has others of, and NXDOMAIN for the rest.
func records(t *testing.T, lines ...string) answerer {
	t.Helper()
	var all []dns.RR
	for _, line := range lines {
		rr, err := dns.NewRR(line)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rr)
	}
	return func(q *dns.Msg) *dns.Msg {
		reply := new(dns.Msg).SetReply(q)
		name, known := q.Question[0].Name, false
		for _, rr := range all {
			if !strings.EqualFold(rr.Header().Name, name) {
				continue
			}
			known = true
			if alias, is := rr.(*dns.CNAME); is {
				name = alias.Target
				reply.Answer = append(reply.Answer, rr)
			} else if rr.Header().Rrtype == q.Question[0].Qtype {
				reply.Answer = append(reply.Answer, rr)
			}
		}
		if !known {
			reply.Rcode = dns.RcodeNameError
		}
		return reply
	}
}

func rcodeOnly(code int) answerer {
	return func(q *dns.Msg) *dns.Msg { return new(dns.Msg).SetRcode(q, code) }
}

func silence(*dns.Msg) *dns.Msg { return nil }

// serveDNS runs a resolver on one port of this computer, over UDP and TCP.
func serveDNS(t *testing.T, udp, tcp answerer) netip.AddrPort {
	t.Helper()
	for range 20 {
		packets, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		stream, err := net.Listen("tcp", packets.LocalAddr().String())
		if err != nil { // the port is taken for TCP: another one
			packets.Close()
			continue
		}
		run(t, &dns.Server{PacketConn: packets, Handler: udp})
		run(t, &dns.Server{Listener: stream, Handler: tcp})
		return netip.MustParseAddrPort(packets.LocalAddr().String())
	}
	t.Fatal("no port free for both UDP and TCP")
	return netip.AddrPort{}
}

// serveDoT runs a resolver that speaks DNS over TLS.
func serveDoT(t *testing.T, cert tls.Certificate, answer answerer) netip.AddrPort {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}})
	if err != nil {
		t.Fatal(err)
	}
	run(t, &dns.Server{Listener: listener, Handler: answer})
	return netip.MustParseAddrPort(listener.Addr().String())
}

func run(t *testing.T, server *dns.Server) {
	t.Helper()
	started := make(chan struct{})
	server.NotifyStartedFunc = func() { close(started) }
	ended := make(chan struct{})
	go func() { defer close(ended); _ = server.ActivateAndServe() }()
	<-started
	t.Cleanup(func() { _ = server.Shutdown(); <-ended })
}

// serveDoH is the handler of a resolver that speaks DNS over HTTPS.
func serveDoH(answer answerer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		raw := make([]byte, r.ContentLength)
		if _, err := r.Body.Read(raw); err != nil && err.Error() != "EOF" {
			return
		}
		q := new(dns.Msg)
		if r.Header.Get("Content-Type") != dnsMessage || q.Unpack(raw) != nil || q.Id != 0 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		packed, err := answer(q).Pack()
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", dnsMessage)
		_, _ = w.Write(packed)
	}
}

// serveTLS runs an HTTPS server, HTTP/2 included, with the given certificate.
func serveTLS(t *testing.T, cert tls.Certificate, handler http.Handler) netip.AddrPort {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	server.EnableHTTP2 = true
	server.Config.ErrorLog = quietLog()
	server.StartTLS()
	t.Cleanup(server.Close)
	return netip.MustParseAddrPort(server.Listener.Addr().String())
}

// serveHTTP runs a plain HTTP server.
func serveHTTP(t *testing.T, handler http.Handler) netip.AddrPort {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return netip.MustParseAddrPort(server.Listener.Addr().String())
}

// serveRaw hands every connection to talk, one after the other.
func serveRaw(t *testing.T, talk func(net.Conn)) netip.AddrPort {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			talk(conn)
			conn.Close()
		}
	})
	t.Cleanup(func() { listener.Close(); wg.Wait() })
	return netip.MustParseAddrPort(listener.Addr().String())
}

// closedPort is an address where nobody listens.
func closedPort(t *testing.T) netip.AddrPort {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return netip.MustParseAddrPort(listener.Addr().String())
}

// internetOf maps addresses of a made-up internet to servers of this computer;
// connections to any other address go where they say.
type internetOf map[string]netip.AddrPort

func (m internetOf) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if real, mapped := m[address]; mapped {
		address = real.String()
	}
	var d net.Dialer
	return d.DialContext(ctx, network, address)
}

// surroundings make a task. Zero fields mean the usual.
type surroundings struct {
	host  *platformtest.Host
	net   internetOf
	roots *x509.CertPool
	prior map[checks.ID]checks.Finding
	note  func(string, checks.Args)
}

func (s surroundings) task() *checks.Task {
	if s.host == nil {
		s.host = &platformtest.Host{}
	}
	return checks.NewTask(checks.Env{Host: s.host, Dial: s.net.dial, Now: time.Now, Roots: s.roots}, s.prior, s.note)
}

// resolvers is a computer that is set to ask these.
func resolvers(list ...netip.AddrPort) *platformtest.Host {
	var set []platform.Resolver
	for _, addr := range list {
		set = append(set, platform.Resolver{Addr: addr, Source: "resolv.conf"})
	}
	return &platformtest.Host{OnResolvers: func(context.Context) ([]platform.Resolver, error) { return set, nil }}
}

// hostsEntries is a hosts file that pins names to an address.
func hostsEntries(addr string, names ...string) func(context.Context) (string, []platform.HostsEntry, error) {
	return func(context.Context) (string, []platform.HostsEntry, error) {
		return "/etc/hosts", []platform.HostsEntry{{Addr: netip.MustParseAddr(addr), Names: names, Line: 1}}, nil
	}
}

// found makes the finding of an earlier check.
func found(fact any) checks.Finding { return checks.Finding{State: checks.OK, Data: fact} }

// netJoin is host:port with the port of a server.
func netJoin(host string, of netip.AddrPort) string {
	return net.JoinHostPort(host, strconv.Itoa(int(of.Port())))
}

// spoken fails the test where a finding has no sentence, or one with a gap.
func spoken(t *testing.T, f checks.Finding) {
	t.Helper()
	table, err := text.Load(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	if !table.Has(f.Code) {
		t.Errorf("%s has no sentence", f.Code)
	}
	for _, part := range strings.Split(table.Raw(f.Code), "{")[1:] {
		if name, _, _ := strings.Cut(part, "}"); f.Args[name] == "" {
			t.Errorf("%s has no {%s}: %v", f.Code, name, f.Args)
		}
	}
}
