package lab

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Names under which faults are served, and where.
const (
	Gate    = "gate.lab.test"    // nginx: /well, /dead (502), /closed (503), /stuck (504)
	Web     = "web.lab.test"     // answers as its path says, see answer
	Cut     = "cut.lab.test"     // takes connections and cuts them as soon as the name is said
	Old     = "old.lab.test"     // its certificate has expired
	Nobody  = "nobody.lab.test"  // nobody listens there
	Silent  = "silent.lab.test"  // packets to it vanish
	Stalls  = "stalls.lab.test"  // takes connections and says nothing
	Twofold = "twofold.lab.test" // Gate, with an IPv6 address to which packets vanish
	// To these this computer itself has no way.
	Forbidden = "forbidden.lab.test"
	Vanished  = "vanished.lab.test"
	SignIn    = "login.hotel.test"

	addrGate      = "127.0.0.40"
	addrWeb       = "127.0.0.41"
	addrHotel     = "127.0.0.42" // a sign-in page for whatever is asked
	addrCut       = "127.0.0.43"
	addrNobody    = "127.0.0.44"
	addrOld       = "127.0.0.45"
	addrStalls    = "127.0.0.46"
	addrSilent6   = "2001:db8:ffff::9"
	addrSilent    = "198.18.0.9" // benchmarking range, RFC 2544: nobody is there
	hole          = "198.18.0.0/24"
	addrForbidden = "198.18.1.9"
	addrVanished  = "198.18.2.9"
	addrProxy     = "127.0.0.47"
	plainPort     = ":8080"
)

// gate is nginx with an origin for each way in which one can fail. It also serves
// plain http, for targets that are an address and a port.
const gate = `
daemon off;
user root;
worker_processes 1;
pid DIR/gate.pid;
error_log DIR/gate-error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path DIR/body; proxy_temp_path DIR/proxy; fastcgi_temp_path DIR/fastcgi;
  uwsgi_temp_path DIR/uwsgi; scgi_temp_path DIR/scgi;
  ssl_certificate CERT;
  ssl_certificate_key KEY;
  server {
    listen ADDRESS:443 ssl;
    listen ADDRESS:8080;
    listen [::1]:8080;
    location /well { return 200 "well\n"; }
    location /dead { proxy_pass http://NOBODY:8081; }
    location /closed { return 503; }
    location /stuck { proxy_pass http://MUTE:8081; proxy_read_timeout 1s; }
  }
}
`

// StartFaults starts the servers that fail in known ways, beside those of the lab.
func (l *Lab) StartFaults(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, serverStart)
	defer cancel()
	for _, start := range []func(context.Context) error{l.startHoles, l.startMute, l.startGate, l.startBadWeb, l.startBadResolvers, l.startProxies, l.startPlaces} {
		if err := start(ctx); err != nil {
			return err
		}
	}
	return nil
}

// startHoles makes networks that cannot be reached: one on which every packet
// vanishes, since it is sent to the loopback, where nobody takes it; one that this
// computer forbids; one that its routes throw away.
func (l *Lab) startHoles(ctx context.Context) error {
	for _, route := range [][]string{{hole, "dev", "lo"}, {addrSilent6 + "/128", "dev", "lo"}, {"prohibit", addrForbidden}, {"blackhole", addrVanished}} {
		if err := ip(ctx, nil, append([]string{"route", "add"}, route...)...); err != nil {
			return err
		}
		l.closers = append(l.closers, func() {
			_ = ip(context.WithoutCancel(ctx), nil, append([]string{"route", "delete"}, route...)...)
		})
	}
	return nil
}

// startMute takes connections and never answers: the origin behind /stuck.
func (l *Lab) startMute(ctx context.Context) error {
	return l.listen(ctx, addrNobody+":8081", func(conn net.Conn) { readAll(conn) })
}

func (l *Lab) startGate(ctx context.Context) error {
	cert, key, err := l.authority.Issue(Wanted{File: "gate", Names: []string{Gate, Twofold}})
	if err != nil {
		return err
	}
	// nginx's own /dead is a port of its own address at which nobody listens.
	config := strings.NewReplacer("DIR", l.Dir, "CERT", cert, "KEY", key, "ADDRESS", addrGate, "NOBODY", addrGate, "MUTE", addrNobody).Replace(gate)
	path := filepath.Join(l.Dir, "gate.conf")
	if err := os.WriteFile(path, []byte(config), 0o644); err != nil {
		return fmt.Errorf("writing nginx's configuration: %w", err)
	}
	cmd, err := l.daemon("nginx", "-p", l.Dir, "-c", path, "-e", filepath.Join(l.Dir, "gate-error.log"))
	if err != nil {
		return err
	}
	l.closers = append(l.closers, func() { end(cmd) })
	return await(ctx, addrGate+":443")
}

// startBadWeb starts the web servers that misbehave.
func (l *Lab) startBadWeb(ctx context.Context) error {
	good, err := l.certificate("faults", time.Now().Add(certificateLife), "*.lab.test", "*.edge.test", "dot.lab.test")
	if err != nil {
		return err
	}
	expired, err := l.certificate("old", time.Now().Add(-time.Minute), Old)
	if err != nil {
		return err
	}
	for _, s := range []struct {
		address string
		cert    *tls.Certificate // nil for plain http
		answer  http.HandlerFunc
	}{
		{addrWeb + ":443", good, answer},
		{addrWeb + plainPort, nil, answer},
		{addrOld + ":443", expired, answer},
		{addrHotel + ":80", nil, signIn},
	} {
		if err := l.serve(ctx, s.address, s.cert, s.answer); err != nil {
			return err
		}
	}
	if err := l.listen(ctx, addrStalls+":443", readAll); err != nil {
		return err
	}
	return l.listen(ctx, addrCut+":443", func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, 1)) // the name is in what comes first
		_ = conn.(*net.TCPConn).SetLinger(0)
	})
}

// slowAnswer is longer than what counts as slow, contract §3.
const slowAnswer = 5200 * time.Millisecond

// answer serves what the path asks for: /status/N any status, also where a status
// page would be; /edge/N the same by a delivery network; /announce/X a status page;
// /trace an edge's own page; /ahead a wrong clock; /slow, /html, /huge what their names say.
func answer(w http.ResponseWriter, r *http.Request) {
	part := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	code := http.StatusOK
	if len(part) > 1 {
		if n, err := strconv.Atoi(part[1]); err == nil {
			code = n
		}
	}
	switch part[0] {
	case "edge":
		w.Header().Set("Server", "cloudflare")
		w.Header().Set("Cf-Ray", "8f0000000000000a-LAB")
		if code == http.StatusInternalServerError { // only its own failures come in this form
			w.WriteHeader(code)
			_, _ = w.Write([]byte("<html><head><title>500 Internal Server Error</title></head><body><center><h1>500 Internal Server Error</h1></center><hr><center>cloudflare</center></body></html>"))
			return
		}
	case "announce": // a status page: /announce/minor, /announce/maintenance …
		_, _ = w.Write([]byte(strings.NewReplacer("INDICATOR", part[1]).Replace(statusAnnounces)))
		return
	case "trace": // an edge's own page
		_, _ = fmt.Fprintf(w, "fl=1f1\nh=%s\ncolo=LAB\n", r.Host)
		return
	case "ahead": // a clock of another time
		w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
	case "slow":
		select {
		case <-time.After(slowAnswer):
		case <-r.Context().Done():
		}
	case "well": // a page of Gate, which this is not
		code = http.StatusNotFound
	case "html":
		w.Header().Set("Content-Type", "text/html")
	case "huge":
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"page":"` + strings.Repeat("x", 10<<20) + `"}`))
		return
	}
	w.WriteHeader(code)
	_, _ = w.Write([]byte("<html><body>an answer</body></html>"))
}

func signIn(w http.ResponseWriter, r *http.Request) {
	if r.Host != SignIn {
		http.Redirect(w, r, "http://"+SignIn+"/", http.StatusFound)
		return
	}
	_, _ = w.Write([]byte("<html><body>Room number?</body></html>"))
}

// certificate makes one of the lab's authority for servers in this process.
func (l *Lab) certificate(file string, until time.Time, hosts ...string) (*tls.Certificate, error) {
	cert, key, err := l.authority.Issue(Wanted{File: file, Names: hosts, Until: until})
	if err != nil {
		return nil, err
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("loading a certificate: %w", err)
	}
	if pair.Leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
		return nil, fmt.Errorf("reading a certificate: %w", err)
	}
	return &pair, nil
}

// serve starts a web server that lives as long as the lab.
func (l *Lab) serve(ctx context.Context, address string, cert *tls.Certificate, handler http.HandlerFunc) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("starting a web server: %w", err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: handler, ErrorLog: quiet()}
	if cert != nil {
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{*cert}, NextProtos: []string{"http/1.1"}})
	}
	go func() { _ = server.Serve(listener) }()
	l.closers = append(l.closers, func() { _ = server.Close() })
	return nil
}

// listen hands every connection to talk and closes it when talk returns.
func (l *Lab) listen(ctx context.Context, address string, talk func(net.Conn)) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	l.closers = append(l.closers, func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close() //nolint:errcheck // what it had to say is said
				talk(conn)
			}()
		}
	}()
	return nil
}
