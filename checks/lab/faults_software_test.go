package lab

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// inspector is a program that opens every connection: whatever name is asked for, it
// shows a certificate of its own authority for it.
type inspector struct {
	address, resolver string // where every name leads, and who says so
	authority         string // what it calls itself
	bundle            string // the authorities of the lab and its own
}

// The names behind an inspector. The paths of the first say how it answers.
const (
	openedName  = "opened.inspected.test" // /well, /no (403), /dead (502), /gone (the connection is cut)
	refusedName = "refused.inspected.test"
	openedOther = "[{host: one.inspected.test}, {host: two.inspected.test}]"
)

var errNoAgreement = errors.New("this name is not let through")

// startInspector plays one until the test is over.
func startInspector(t *testing.T, l *Lab, number int, authority string) inspector {
	t.Helper()
	in := inspector{
		address: fmt.Sprintf("127.0.1.%d", number), resolver: fmt.Sprintf("127.0.1.%d", number+100), authority: authority,
	}
	dir := filepath.Join(l.Dir, fmt.Sprintf("inspector-%d", number)) // its files are not among those trusted
	in.bundle = filepath.Join(dir, "bundle.pem")
	must(t, os.MkdirAll(dir, 0o755))
	own, err := NewAuthority(dir, authority)
	must(t, err)
	hosts := []string{openedName, refusedName, "one.inspected.test", "two.inspected.test"}
	file, key, err := own.Issue(Wanted{File: "leaf", Names: hosts})
	must(t, err)
	cert, err := tls.LoadX509KeyPair(file, key)
	must(t, err)
	both, err := os.ReadFile(l.CA)
	must(t, err)
	mine, err := os.ReadFile(own.File)
	must(t, err)
	must(t, os.WriteFile(in.bundle, append(both, mine...), 0o644))

	must(t, l.plainDNS(t.Context(), in.resolver, func(w dns.ResponseWriter, m *dns.Msg) {
		reply := new(dns.Msg).SetReply(m)
		switch known := slices.Contains(hosts, strings.TrimSuffix(strings.ToLower(m.Question[0].Name), ".")); {
		case !known:
			reply.Rcode = dns.RcodeNameError
		case m.Question[0].Qtype == dns.TypeA:
			reply.Answer = []dns.RR{&dns.A{Hdr: dns.RR_Header{Name: m.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 60}, A: net.ParseIP(in.address)}}
		}
		_ = w.WriteMsg(reply)
	}))
	listener, err := net.Listen("tcp", in.address+":443")
	must(t, err)
	server := &http.Server{
		Handler: http.HandlerFunc(inspected),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{cert}, GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if hello.ServerName == refusedName {
				return nil, errNoAgreement
			}
			return nil, nil //nolint:nilnil // crypto/tls: the configuration as it is
		}},
	}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	t.Cleanup(func() { _ = server.Close() })
	return in
}

func inspected(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/no":
		http.Error(w, "Access denied", http.StatusForbidden)
	case "/dead":
		http.Error(w, "<html><h1>502 Bad Gateway</h1>The server returned an invalid or incomplete response.</html>", http.StatusBadGateway)
	case "/gone":
		panic(http.ErrAbortHandler)
	default:
		_, _ = w.Write([]byte("well\n"))
	}
}

// of is a run behind the inspector, which this computer trusts.
func (in inspector) of(hosts string, f fault) fault {
	f.catalogue = world{
		services: service(hosts), controls: openedOther,
		resolvers: fmt.Sprintf("  - {id: alternate, name: Alternate, addresses: [%s]}\n", in.resolver),
	}.String()
	f.resolvers = []string{in.resolver}
	f.env = append([]string{"SSL_CERT_FILE=" + in.bundle}, f.env...)
	return f
}

func TestFaultInspector(t *testing.T) {
	l := startFaulty(t)
	known := startInspector(t, l, 1, "Kaspersky Anti-Virus Personal Root Certificate")
	unknown := startInspector(t, l, 2, "House Filter CA")
	const opened, refused = "host:" + openedName, "host:" + refusedName
	named, nothing := map[string]string{"device.software": "notice"}, map[string]string{"device.software": "ok"}
	untrusted := []string{"SSL_CERT_FILE=" + l.CA}

	tellAll(t, l, map[string]fault{
		"software that signs, and all is well": known.of(at(openedName, "/well"), fault{code: healthy, by: nobody, states: named}),
		"software that signs, and the target cuts the connection": known.of(at(openedName, "/gone"), fault{
			code: "device.tls_intercepted", by: "this_device", sure: "medium", problems: opened, states: named,
		}),
		"software that signs, and the target's name is not let through": known.of(at(refusedName, "/"), fault{
			code: "device.tls_intercepted", by: "this_device", sure: "medium", problems: refused, states: named,
		}),
		"software that signs, and the target turns it away": known.of(at(openedName, "/no"), fault{
			code: "device.tls_intercepted", by: "this_device", sure: "low", problems: opened, states: named,
		}),
		"software that signs, and the target answers 502": known.of(at(openedName, "/dead"), fault{
			code: "service.bad_gateway", by: "service", problems: opened, states: named,
		}),
		"software that signs and is not trusted here": known.of(at(openedName, "/well"), fault{
			env:  untrusted,
			code: "device.tls_intercepted", by: "this_device", sure: "high", problems: "controls " + opened, states: named,
		}),
		"an authority of one's own that is trusted": unknown.of(at(openedName, "/well"), fault{code: healthy, by: nobody, states: nothing}),
		"an authority of one's own, and the target turns visitors away": unknown.of(at(openedName, "/no"), fault{
			code: "account.blocked", by: "account", problems: opened, states: nothing,
		}),
		"an authority of one's own, and the target answers 502": unknown.of(at(openedName, "/dead"), fault{
			code: "service.bad_gateway", by: "service", problems: opened, states: nothing,
		}),
		"an authority that nobody knows": unknown.of(at(openedName, "/well"), fault{
			env:  untrusted,
			code: "device.tls_intercepted", by: "this_device", sure: "high", problems: "controls " + opened, states: nothing,
		}),
	})
}

// TestFaultSoftware runs the same rows with and without a program that is known to
// stand in the way: it is named, and nothing else changes.
func TestFaultSoftware(t *testing.T) {
	l := startFaulty(t)
	rows := func(state string) map[string]fault {
		states := map[string]string{"device.software": state}
		return map[string]fault{
			"all is well": {
				catalogue: world{services: service(at(Gate, "/well"), withStatus(""))}.String(), code: healthy, by: nobody, sure: "high", states: states,
			},
			"the target answers 502": {
				catalogue: world{services: service(at(Gate, "/dead"), withStatus(""))}.String(),
				code:      "service.bad_gateway", by: "service", problems: "host:gate.lab.test", states: states,
			},
			"the resolver is silent": {
				catalogue: world{services: service(at(Gate, "/well"), withStatus(""))}.String(), resolvers: []string{SilentResolver},
				code: "dns.resolver_down", by: "dns", sure: "high", problems: "dns.system", states: states,
			},
		}
	}
	t.Run("without", func(t *testing.T) { tellAll(t, l, rows("ok")) })
	startNamed(t, l, "mitmdump")
	t.Run("with", func(t *testing.T) { tellAll(t, l, rows("notice")) })
}

// startNamed starts a program under another's name, until the test is over.
func startNamed(t *testing.T, l *Lab, name string) {
	t.Helper()
	sleep, err := exec.LookPath("sleep")
	must(t, err)
	raw, err := os.ReadFile(sleep)
	must(t, err)
	path := filepath.Join(l.Dir, name)
	must(t, os.WriteFile(path, raw, 0o755))
	cmd := exec.CommandContext(t.Context(), path, "600")
	must(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}
