package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"fix502/checks/lab"
)

// servers are all that run at the far end.
type servers struct {
	daemons []*exec.Cmd
	closers []io.Closer
}

func (s *servers) close() {
	for _, c := range s.closers {
		_ = c.Close()
	}
	for _, d := range s.daemons {
		_ = d.Process.Signal(syscall.SIGTERM)
		_ = d.Wait()
	}
}

const nginx = `
daemon off;
user root; # a worker without rights cannot look into every folder
worker_processes 1;
pid DIR/nginx.pid;
error_log DIR/nginx-error.log;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path DIR/body; proxy_temp_path DIR/proxy; fastcgi_temp_path DIR/fastcgi;
  uwsgi_temp_path DIR/uwsgi; scgi_temp_path DIR/scgi;
  ssl_certificate CERT;
  ssl_certificate_key KEY;
  ssl_protocols TLSv1.2 TLSv1.3;
  server {
    listen 10.77.0.10:443 ssl http2;
    location /cdn-cgi/trace { return 200 "fl=1\nh=app.bench.test\ncolo=LAB\n"; }
    location / { default_type application/json; return 200 '{"url":"wss://gateway.bench.test"}'; }
  }
  server { listen 10.77.0.11:443 ssl http2; location / { return 200 "elsewhere\n"; } }
  server { listen 10.77.0.12:443 ssl http2; location / { default_type application/json; return 200 'STATUS'; } }
  server { listen 10.77.0.13:80; location / { return 200 "success\n"; } }
  server {
    listen 10.77.0.14:443; listen 10.77.0.15:443; listen 10.77.0.16:443; listen 10.77.0.17:443 ssl http2;
    location / { return 200 "fl=1\nh=www.edge.test\ncolo=LAB\n"; }
  }
}
`

const unbound = `
server:
  directory: "DIR"
  chroot: ""
  username: ""
  use-syslog: no
INTERFACES
  https-port: 443
  tls-service-key: "KEY"
  tls-service-pem: "CERT"
  access-control: 10.77.0.0/16 allow
  do-daemonize: no
  num-threads: 1
  local-zone: "." static
DATA
remote-control:
  control-enable: no
`

const statusWell = `{"page":{"id":"bench","name":"Bench","url":"https://status.bench.test"},"status":{"indicator":"none","description":"All Systems Operational"},"components":[],"incidents":[],"scheduled_maintenances":[]}`

// catalogueOf describes the far end, with a first host of the target and a status page.
func catalogueOf(host, status string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `version: 1
services:
  - id: bench
    name: Bench
    url: https://app.bench.test/api
    edge: edge
    hosts:
      - %s
      - {host: gateway.bench.test}
      - {host: cdn.bench.test, required: false}
    status: {kind: statuspage, url: %q}
    apps:
      - {id: bench, name: Bench, linux: {processes: [benchapp], paths: [/nonexistent/bench], launch: [[/nonexistent/bench/benchapp]]}}
edges:
  - id: edge
    name: Edge
    trace: /cdn-cgi/trace
    status: {kind: statuspage, url: "https://status.edge.test"}
    canaries: [{host: www.edge.test, path: /cdn-cgi/trace, expect: [200]}]
resolvers:
`, host, status)
	for _, address := range alternates {
		fmt.Fprintf(&b, "  - {id: %q, name: %q, addresses: [%q], dot: dns.bench.test, doh: \"https://dns.bench.test/dns-query\"}\n", "r"+address[len(address)-2:], address, address)
	}
	fmt.Fprintf(&b, `reachability:
  anchors: ["%s:443"]
  portals: [{url: "http://one.portal.test/success.txt", status: 200, body: success}, {url: "http://two.example/success.txt", status: 200, body: success}]
  controls: [{host: one.elsewhere.test}, {host: two.elsewhere.test}, {host: three.elsewhere.test}]
`, strings.Join(anchors, `:443", "`))
	return b.String()
}

// serve starts everything at the far end and waits until it is there.
func (w *world) serve(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, serverStart)
	defer cancel()
	authority, err := lab.NewAuthority(w.dir, "Fix502 bench")
	if err != nil {
		return err
	}
	w.ca = authority.File
	all := make([]string, 0, len(names))
	for name := range names {
		all = append(all, name)
	}
	cert, key, err := authority.Issue(lab.Wanted{File: "servers", Names: all})
	if err != nil {
		return err
	}
	var interfaces, data strings.Builder
	for _, address := range append([]string{addrConfigured}, alternates...) {
		for _, port := range []int{53, 853, 443} {
			fmt.Fprintf(&interfaces, "  interface: %s@%d\n", address, port)
		}
	}
	for name, address := range names {
		fmt.Fprintf(&data, "  local-data: \"%s. 60 IN A %s\"\n", name, address)
	}
	filled := strings.NewReplacer("DIR", w.dir, "CERT", cert, "KEY", key, "STATUS", statusWell, "INTERFACES", interfaces.String(), "DATA", data.String())
	if err := w.daemon("nginx", filled.Replace(nginx), "-p", w.dir, "-e", w.file("nginx-error.log"), "-c"); err != nil {
		return err
	}
	if err := w.daemon("unbound", filled.Replace(unbound), "-d", "-p", "-c"); err != nil {
		return err
	}
	for _, address := range []string{addrTarget + ":443", addrPortal + ":80", addrConfigured + ":53", alternates[2] + ":443"} {
		if err := await(ctx, address); err != nil {
			return err
		}
	}
	return w.serveOddly(ctx, cert, key)
}

// daemon starts a real server; the last of its arguments wants its configuration.
func (w *world) daemon(name, config string, args ...string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		path = filepath.Join("/usr/sbin", name)
	}
	if err := os.WriteFile(w.file(name+".conf"), []byte(config), 0o644); err != nil {
		return fmt.Errorf("writing the configuration of %s: %w", name, err)
	}
	log, err := os.Create(w.file(name + ".log"))
	if err != nil {
		return fmt.Errorf("opening a log: %w", err)
	}
	defer log.Close()                                                //nolint:errcheck // the child holds its own
	cmd := exec.Command(path, append(args, w.file(name+".conf"))...) //nolint:noctx // it lives as long as the bench
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", name, err)
	}
	w.servers.daemons = append(w.servers.daemons, cmd)
	return nil
}

// serveOddly starts the servers that are silent in ways that a lost packet is not.
func (w *world) serveOddly(ctx context.Context, cert, key string) error {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return fmt.Errorf("loading a certificate: %w", err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{pair}}
	for address, handler := range map[string]http.Handler{addrMute: nil, addrHesitant: http.HandlerFunc(hesitate), addrEndless: http.HandlerFunc(drip)} {
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address+":443")
		if err != nil {
			return fmt.Errorf("listening: %w", err)
		}
		w.servers.closers = append(w.servers.closers, listener)
		if handler == nil {
			continue // the system takes the connections, and nobody ever looks at them
		}
		server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: handler}
		go func() { _ = server.Serve(tls.NewListener(listener, config)) }()
		w.servers.closers = append(w.servers.closers, server)
	}
	return nil
}

func hesitate(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func drip(w http.ResponseWriter, r *http.Request) {
	flow := http.NewResponseController(w)
	for {
		if _, err := io.WriteString(w, " "); err != nil || flow.Flush() != nil {
			return
		}
		select {
		case <-time.After(time.Second):
		case <-r.Context().Done():
			return
		}
	}
}

// await returns once something accepts connections at the address.
func await(ctx context.Context, address string) error {
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, "tcp", address)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w", address, err)
		case <-time.After(20 * time.Millisecond): // asked again until it is up; nothing depends on how long
		}
	}
}
