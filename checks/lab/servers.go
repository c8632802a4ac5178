package lab

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// Lab is a running small internet. Close ends it.
type Lab struct {
	Dir     string
	CA      string // file of the certificate authority, for SSL_CERT_FILE
	Catalog string // catalogue file that describes the lab

	authority *Authority
	origin    *http.Server
	page      atomic.Pointer[string] // what the status page answers
	delay     atomic.Int64           // how long it takes for that, in nanoseconds
	closers   []func()
	resolver  *exec.Cmd
}

// serverStart is how long a server may take to accept connections.
const serverStart = 20 * time.Second

// New starts every server of the lab. The origin behind the target is dead, the
// status page announces nothing.
func New(ctx context.Context, dir string) (*Lab, error) {
	l := &Lab{Dir: dir}
	l.Announce(statusWell)
	ca, err := NewAuthority(dir, "Fix502 lab")
	if err != nil {
		return nil, err
	}
	l.authority, l.CA, l.Catalog = ca, ca.File, filepath.Join(dir, "catalog.yaml")
	if err := os.WriteFile(l.Catalog, []byte(strings.ReplaceAll(catalogue, "DIR", dir)), 0o644); err != nil {
		return nil, fmt.Errorf("writing the catalogue: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, serverStart)
	defer cancel()
	for _, start := range []func(context.Context) error{l.startWeb, l.startPages, l.startAlternate, l.StartResolver} {
		if err := start(ctx); err != nil {
			l.Close()
			return nil, err
		}
	}
	return l, nil
}

// Close ends every server.
func (l *Lab) Close() {
	l.StopResolver()
	l.StopOrigin()
	for _, closer := range l.closers {
		closer()
	}
}

// daemon starts a real server in the foreground and ends it with the lab.
func (l *Lab) daemon(name string, args ...string) (*exec.Cmd, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		path = filepath.Join("/usr/sbin", name)
	}
	cmd := exec.Command(path, args...) //nolint:noctx // it lives as long as the lab
	log, err := os.OpenFile(filepath.Join(l.Dir, filepath.Base(name)+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("opening a log: %w", err)
	}
	defer log.Close() //nolint:errcheck // the child holds its own
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", name, err)
	}
	return cmd, nil
}

func end(cmd *exec.Cmd) {
	if cmd == nil {
		return
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	_ = cmd.Wait()
}

// startWeb starts nginx: the target with its dead origin, and unrelated sites.
func (l *Lab) startWeb(ctx context.Context) error {
	cert, key, err := l.authority.Issue(Wanted{File: "web", Names: []string{Target, Control, Other}})
	if err != nil {
		return err
	}
	wrong, wrongKey, err := l.authority.Issue(Wanted{File: "wrong", Names: []string{"blocked.lab.test"}})
	if err != nil {
		return err
	}
	config := strings.NewReplacer("DIR", l.Dir, "CERT", cert, "KEY", key, "TARGET", Target, "ORIGIN", origin, "WRONG", wrong, "WKEY", wrongKey,
		"A_TARGET", addrTarget, "A_ELSE", addrElsewhere, "A_PORTAL", addrPortal, "A_ANCHOR", addrAnchor, "A_WRONG", addrWrong).Replace(nginx)
	path := filepath.Join(l.Dir, "nginx.conf")
	if err := os.WriteFile(path, []byte(config), 0o644); err != nil {
		return fmt.Errorf("writing nginx's configuration: %w", err)
	}
	cmd, err := l.daemon("nginx", "-p", l.Dir, "-c", path, "-e", filepath.Join(l.Dir, "nginx-error.log"))
	if err != nil {
		return err
	}
	l.closers = append(l.closers, func() { end(cmd) })
	for _, address := range []string{addrTarget + ":443", addrElsewhere + ":443", addrPortal + ":80", addrAnchor + ":443", addrWrong + ":443"} {
		if err := await(ctx, address); err != nil {
			return err
		}
	}
	return nil
}

// StartOrigin brings the target back: nginx's upstream answers again.
func (l *Lab) StartOrigin(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", origin)
	if err != nil {
		return fmt.Errorf("starting the origin: %w", err)
	}
	l.origin = &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"url":"wss://app.lab.test/"}`))
	})}
	go func() { _ = l.origin.Serve(listener) }()
	return nil
}

// StopOrigin makes the target answer 502 again.
func (l *Lab) StopOrigin() {
	if l.origin != nil {
		_ = l.origin.Close()
		l.origin = nil
	}
}

// startPages serves the status page.
func (l *Lab) startPages(ctx context.Context) error {
	cert, key, err := l.authority.Issue(Wanted{File: "status", Names: []string{Status}})
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addrStatus+":443")
	if err != nil {
		return fmt.Errorf("starting the status page: %w", err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/v2/summary.json" {
			http.NotFound(w, r)
			return
		}
		select {
		case <-time.After(time.Duration(l.delay.Load())):
		case <-r.Context().Done():
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(*l.page.Load()))
	})}
	go func() { _ = server.ServeTLS(listener, cert, key) }()
	l.closers = append(l.closers, func() { _ = server.Close() })
	return nil
}

// Announce sets what the status page answers.
func (l *Lab) Announce(page string) { l.page.Store(&page) }

// Delay makes the status page take its time.
func (l *Lab) Delay(d time.Duration) { l.delay.Store(int64(d)) }

// unbound starts a real resolver that knows the lab's names.
func (l *Lab) unbound(ctx context.Context, address string, answers map[string]string) (*exec.Cmd, error) {
	cert, key, err := l.authority.Issue(Wanted{File: "dns-" + address, Names: []string{"dot.lab.test"}})
	if err != nil {
		return nil, err
	}
	var data strings.Builder
	for name, addresses := range answers {
		for addr := range strings.FieldsSeq(addresses) {
			fmt.Fprintf(&data, "  local-data: \"%s. 60 IN A %s\"\n", name, addr)
		}
	}
	config := strings.NewReplacer("DIR", l.Dir, "ADDRESS", address, "CERT", cert, "KEY", key, "DATA", data.String()).Replace(unboundConfig)
	path := filepath.Join(l.Dir, "unbound-"+address+".conf")
	if err := os.WriteFile(path, []byte(config), 0o644); err != nil {
		return nil, fmt.Errorf("writing the resolver's configuration: %w", err)
	}
	cmd, err := l.daemon("unbound", "-d", "-p", "-c", path)
	if err != nil {
		return nil, err
	}
	return cmd, await(ctx, address+":53")
}

func (l *Lab) startAlternate(ctx context.Context) error {
	cmd, err := l.unbound(ctx, Alternate, names)
	l.closers = append(l.closers, func() { end(cmd) })
	return err
}

// StartResolver starts the resolver that this computer is set to ask.
func (l *Lab) StartResolver(ctx context.Context) error { return l.startResolver(ctx, names) }

// StartLyingResolver starts it with an address for the target that does not serve it.
func (l *Lab) StartLyingResolver(ctx context.Context) error {
	lies := map[string]string{}
	for name, addr := range names {
		lies[name] = addr
	}
	lies[Target] = addrWrong
	return l.startResolver(ctx, lies)
}

func (l *Lab) startResolver(ctx context.Context, answers map[string]string) error {
	cmd, err := l.unbound(ctx, Configured, answers)
	l.resolver = cmd
	return err
}

// StopResolver makes the configured resolver silent.
func (l *Lab) StopResolver() {
	end(l.resolver)
	l.resolver = nil
}
