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
	// SearchDomains tells what programs put behind names before they ask for them.
	SearchDomains(ctx context.Context) (platform.Search, error)
	Proxies(ctx context.Context) ([]platform.Proxy, error)
	// ProxyFor names the proxy ("http://host:3128") that this computer would use
	// for the address, "" for none, following PAC scripts where the system does.
	ProxyFor(ctx context.Context, url string) (string, error)
	HostsFile(ctx context.Context) (path string, entries []platform.HostsEntry, err error)
	Processes(ctx context.Context) ([]platform.Process, error)
	// Services lists what runs in the background without a process of its own name;
	// it is empty on systems that have no such thing.
	Services(ctx context.Context) ([]platform.Service, error)
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
	late  lateFindings // nil in tests of single checks: prior has all there is
}

// lateFindings gives what checks named in Late found, as soon as they did.
type lateFindings interface {
	await(ctx context.Context, id ID, final bool) (Finding, bool)
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

// Await waits until a check named in Late has ended, and returns what it found in
// the end: excused where it only follows from another. It is false where ctx ended
// first. A check named in Needs or After is there at once.
func (t *Task) Await(ctx context.Context, id ID) (Finding, bool) { return t.await(ctx, id, true) }

func (t *Task) await(ctx context.Context, id ID, final bool) (Finding, bool) {
	if f, ok := t.prior[id]; ok || t.late == nil {
		return f, ok
	}
	return t.late.await(ctx, id, final)
}

// FactOf returns the fact that a check named in Needs or After recorded. It is
// false where that check recorded none.
func FactOf[T any](t *Task, id ID) (T, bool) {
	v, ok := t.prior[id].Data.(T)
	return v, ok
}

// LateFact waits for the fact of a check named in Late. It is there as soon as that
// check has looked, which is before Await: whether a problem only follows from
// another is not waited for. It is false where that check recorded none, was
// skipped, or ctx ended first.
func LateFact[T any](ctx context.Context, t *Task, id ID) (T, bool) {
	f, _ := t.await(ctx, id, false)
	v, ok := f.Data.(T)
	return v, ok
}
