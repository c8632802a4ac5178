package checks

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"time"

	"fix502/platform"
)

// Host is what the checks ask of this computer. They only look: nothing here
// changes anything. A question that this system cannot answer returns
// errors.ErrUnsupported, one that needs rights fs.ErrPermission, both wrapped.
type Host interface {
	Interfaces(ctx context.Context) ([]platform.Interface, error)
	DefaultRoutes(ctx context.Context) ([]platform.Route, error)
	Resolvers(ctx context.Context) ([]platform.Resolver, error)
	Proxies(ctx context.Context) ([]platform.Proxy, error)
	// ProxyFor names the proxy ("http://host:3128") that this computer would use
	// for the address, "" for none, following PAC scripts where the system does.
	ProxyFor(ctx context.Context, url string) (string, error)
	HostsFile(ctx context.Context) (path string, entries []platform.HostsEntry, err error)
	Processes(ctx context.Context) ([]platform.Process, error)
	// Ping sends one ICMP echo without needing rights and returns the round-trip time.
	Ping(ctx context.Context, addr netip.Addr) (time.Duration, error)
	Info(ctx context.Context) (platform.Info, error)
}

// Env is everything a check may touch, so that a test can replace all of it.
type Env struct {
	Host Host
	// Dial opens every connection of every check. Its address is always an
	// address with a port: names are resolved by the checks themselves.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// DialSmall is Dial for TCP with packets kept small in both directions, to find
	// out whether only large ones get lost. It is nil where the system has no way to.
	DialSmall func(ctx context.Context, network, address string) (net.Conn, error)
	Now       func() time.Time
	// Roots are the certificate authorities trusted; nil means the system's.
	Roots *x509.CertPool
}

// Task is what a running check is handed: the surroundings, the findings of the
// checks it waited for, and a way to say what it is doing.
type Task struct {
	Env
	prior map[ID]Finding
	note  func(code string, args Args)
}

// NewTask makes a task by hand, for tests of single checks. note may be nil.
func NewTask(env Env, prior map[ID]Finding, note func(code string, args Args)) *Task {
	return &Task{Env: env, prior: prior, note: note}
}

// Note streams what the check is doing at this moment; the words are in
// assets/texts by code. Safe from any goroutine of the check while Run runs.
func (t *Task) Note(code string, args Args) {
	if t.note != nil {
		t.note(code, args)
	}
}

// Prior returns what a check named in Needs or After found.
func (t *Task) Prior(id ID) (Finding, bool) {
	f, ok := t.prior[id]
	return f, ok
}

// FactOf returns the fact that a check named in Needs or After recorded. It is
// false where that check recorded none.
func FactOf[T any](t *Task, id ID) (T, bool) {
	f, ok := t.prior[id]
	if !ok {
		var zero T
		return zero, false
	}
	v, ok := f.Data.(T)
	return v, ok
}
