package rehearsal

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"fix502/checks"
)

// eye looks at a world by itself, without the checks.
type eye struct {
	*testing.T
	*World
	env checks.Env
}

// patience is longer than any check's.
const patience = 10 * time.Second

// opens says what becomes of a connection.
func (e *eye) opens(network string, at netip.Addr, port uint16) string {
	e.Helper()
	ctx, cancel := context.WithTimeout(e.Context(), patience)
	defer cancel()
	conn, err := e.env.Dial(ctx, network, netip.AddrPortFrom(at, port).String())
	if err != nil {
		return checks.Explain(err)
	}
	_ = conn.Close()
	return "open"
}

// book says what a resolver replies for a name: addresses, or a code, or how it fails.
func (e *eye) book(at netip.Addr, name string) string {
	e.Helper()
	return e.asks("udp", netip.AddrPortFrom(at, 53), name, nil)
}

// secretBook asks over encryption.
func (e *eye) secretBook(at netip.Addr, of, name string) string {
	e.Helper()
	return e.asks("tcp", netip.AddrPortFrom(at, 853), name, &tls.Config{ServerName: of, RootCAs: e.env.Roots, Time: e.env.Now})
}

func (e *eye) asks(network string, at netip.AddrPort, name string, secure *tls.Config) string {
	ctx, cancel := context.WithTimeout(e.Context(), patience)
	defer cancel()
	conn, err := e.env.Dial(ctx, network, at.String())
	if err != nil {
		return checks.Explain(err)
	}
	defer conn.Close()
	if secure != nil {
		conn = tls.Client(conn, secure)
	}
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		e.Fatal(err)
	}
	talk := &dns.Conn{Conn: conn}
	if err := talk.WriteMsg(new(dns.Msg).SetQuestion(dns.Fqdn(name), dns.TypeA)); err != nil {
		return checks.Explain(err)
	}
	reply, err := talk.ReadMsg()
	if err != nil {
		return checks.Explain(err)
	}
	var said []string
	for _, rr := range reply.Answer {
		if a, is := rr.(*dns.A); is {
			said = append(said, a.A.String())
		}
	}
	if len(said) == 0 {
		return dns.RcodeToString[reply.Rcode]
	}
	return strings.Join(said, " ")
}

// page says what a web server answers: its status and the beginning of its page, or
// how it fails.
func (e *eye) page(address string, at netip.Addr) string { return e.pageOver(address, at, e.env.Dial) }

func (e *eye) pageOver(address string, at netip.Addr, dial func(context.Context, string, string) (net.Conn, error)) string {
	e.Helper()
	ctx, cancel := context.WithTimeout(e.Context(), patience)
	defer cancel()
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
			_, port, err := net.SplitHostPort(to)
			if err != nil {
				return nil, err
			}
			return dial(ctx, network, net.JoinHostPort(at.String(), port))
		},
		TLSClientConfig: &tls.Config{RootCAs: e.env.Roots, Time: e.env.Now}, DisableKeepAlives: true,
	}
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		e.Fatal(err)
	}
	answer, err := transport.RoundTrip(req)
	if err != nil {
		return checks.Explain(err)
	}
	defer answer.Body.Close()
	const enough = 2 << 10
	body, err := io.ReadAll(io.LimitReader(answer.Body, enough))
	if err != nil {
		return checks.Explain(err)
	}
	return fmt.Sprintf("%d %s", answer.StatusCode, body)
}

// is holds what was seen to how it begins.
func (e *eye) is(got, want string) {
	e.Helper()
	if !strings.HasPrefix(got, want) {
		e.Errorf("seen: %.200q, want %q", got, want)
	}
}

// says holds what was seen to something in it.
func (e *eye) says(got, want string) {
	e.Helper()
	if !strings.Contains(got, want) {
		e.Errorf("seen: %.200q, which lacks %q", got, want)
	}
}

const (
	front   = "https://" + serviceName + "/api/gateway"
	gateway = "https://" + gatewayName + "/"
	control = "https://" + controlOne + "/"
	summary = "https://" + statusName + "/api/v2/summary.json"
)

// serves holds the service to being well by itself, whatever stands before it.
func (e *eye) serves() {
	e.Helper()
	e.is(e.page(front, serviceAddr), "200 ")
	e.is(e.page(gateway, gatewayAddr), "404 ")
}

// others holds an unrelated website to being well.
func (e *eye) others() {
	e.Helper()
	e.is(e.page(control, controlAddr), "200 ok")
}

// pins lists the hosts file's addresses of the service.
func (e *eye) pins() (list []string) {
	for _, entry := range e.computer.hosts {
		if slices.Contains(entry.Names, serviceName) {
			list = append(list, entry.Addr.String())
		}
	}
	return list
}

func TestScenariosProveThemselves(t *testing.T) {
	all := make(map[string]func(*eye))
	for _, list := range []map[string]func(*eye){deviceProofs, networkProofs, dnsProofs, serviceProofs, otherProofs, trapProofs} {
		for id, proof := range list {
			if all[id] != nil {
				t.Errorf("%s is proven twice", id)
			}
			all[id] = proof
		}
	}
	for _, s := range Scenarios() {
		proof := all[s.ID]
		if proof == nil {
			t.Errorf("%s does not prove itself", s.ID)
			continue
		}
		delete(all, s.ID)
		t.Run(s.ID, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w, err := Open(t.Context(), s.ID)
				if err != nil {
					t.Fatal(err)
				}
				defer w.Close()
				proof(&eye{T: t, World: w, env: w.Env()})
			})
		})
	}
	for id := range all {
		t.Errorf("%s is proven and not there", id)
	}
}

// TestOpenEndsWithItsContext: nothing of a world is left when its context ends.
func TestOpenEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		w, err := Open(ctx, "all-well")
		if err != nil {
			t.Fatal(err)
		}
		e := &eye{T: t, World: w, env: w.Env()}
		e.serves()
		cancel()
		synctest.Wait()
		if got := e.opens("tcp", serviceAddr, 443); got != checks.FailRefused {
			t.Errorf("after its end the service is %q", got)
		}
		w.Close()
	})
}
