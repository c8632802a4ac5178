package change

import (
	"context"
	"sync"
	"testing"
	"time"

	"fix502/platform"
)

// machine is a computer made of functions; one that is missing fails the test.
type machine struct {
	t         *testing.T
	processes func() ([]platform.Process, error)
	end       func(ctx context.Context, list []platform.Process) (platform.EndResult, error)
	launch    func(args []string) error
	flush     func() (platform.FlushResult, error)
	uptime    time.Duration
	dns       *dnsBook
	settings  tin // a computer with a hosts file, proxies and a clock; "" for none
	quit      func(args []string) error
	login     *bool // whether this program is opened at the next sign-in; nil where nobody asks
}

func (m machine) Processes(context.Context) ([]platform.Process, error) {
	if m.processes == nil {
		m.t.Error("Processes was asked for")
		return nil, nil
	}
	return m.processes()
}

func (m machine) EndProcesses(ctx context.Context, list []platform.Process, _ func(platform.EndProgress)) (platform.EndResult, error) {
	if m.end == nil {
		m.t.Errorf("EndProcesses was asked for: %v", list)
		return platform.EndResult{}, nil
	}
	return m.end(ctx, list)
}

func (m machine) Launch(_ context.Context, args []string) error {
	if m.launch == nil {
		m.t.Errorf("Launch was asked for: %q", args)
		return nil
	}
	return m.launch(args)
}

func (m machine) FlushDNS(context.Context) (platform.FlushResult, error) {
	if m.flush == nil {
		m.t.Error("FlushDNS was asked for")
		return platform.FlushResult{}, nil
	}
	return m.flush()
}

func (m machine) Info(context.Context) (platform.Info, error) {
	return platform.Info{Uptime: m.uptime}, nil
}

func (m machine) AskToQuit(_ context.Context, args []string) error {
	if m.quit == nil {
		m.t.Errorf("AskToQuit was asked for: %q", args)
		return nil
	}
	return m.quit(args)
}

func (m machine) LoginStart(context.Context) (string, bool, error) {
	return "autostart", m.login != nil && *m.login, nil
}

func (m machine) SetLoginStart(context.Context) error { return m.setLogin(true) }

func (m machine) ClearLoginStart(context.Context) error { return m.setLogin(false) }

func (m machine) setLogin(on bool) error {
	if m.login == nil {
		m.t.Error("what is opened at sign-in was to be changed")
		return nil
	}
	*m.login = on
	return nil
}

// desk is a computer on which one app runs, until it is ended.
type desk struct {
	running []platform.Process
	started [][]string
	login   bool // this program is opened at the next sign-in
}

// discord is the app of these tests.
func discord(pid int32) platform.Process {
	return platform.Process{PID: pid, Name: "Discord", Exe: "/opt/app-1.0.1/Discord", Mine: true, Started: time.Unix(1000, 0)}
}

// launchArgs is how the catalogue of these tests starts it.
func launchArgs() []string { return []string{"/opt/Discord", "--start"} }

// computer is the desk as changes see it. It has been up for a day.
func (d *desk) computer(t *testing.T) Computer {
	return Computer{
		Machine: machine{
			t:         t,
			uptime:    24 * time.Hour,
			login:     &d.login,
			processes: func() ([]platform.Process, error) { return d.running, nil },
			end: func(_ context.Context, list []platform.Process) (platform.EndResult, error) {
				d.running = nil
				return platform.EndResult{Asked: list, Quit: list}, nil
			},
			launch: func(args []string) error {
				d.started = append(d.started, args)
				d.running = []platform.Process{discord(99)}
				return nil
			},
			flush: func() (platform.FlushResult, error) {
				return platform.FlushResult{Flushed: []string{"a cache"}}, nil
			},
		},
		Allow: func(app string, launch []string) bool {
			return app == "discord" && len(launch) == 2 && launch[0] == "/opt/Discord"
		},
	}
}

// endDiscord is the change that most tests make.
func endDiscord(c Computer) *EndApp {
	return NewEndApp(c, "discord", "Discord", []platform.Process{discord(10)}, launchArgs())
}

// dnsBook is whom a computer asks for names.
type dnsBook struct {
	now   []platform.DNSSetting
	set   func(want []platform.DNSSetting, guard platform.DNSGuard) error // nil sets
	calls int

	mu sync.Mutex // a watchdog and the trial that it watches share the computer
}

func (m machine) DNSNow(_ context.Context, about []platform.DNSSetting) ([]platform.DNSSetting, error) {
	if m.dns == nil {
		m.t.Error("DNSNow was asked for")
		return nil, nil
	}
	m.dns.mu.Lock()
	defer m.dns.mu.Unlock()
	var list []platform.DNSSetting
	for _, d := range about {
		if now, found := d.In(m.dns.now); found {
			list = append(list, now)
		}
	}
	return list, nil
}

func (m machine) SetDNS(_ context.Context, want []platform.DNSSetting, guard platform.DNSGuard) error {
	if m.dns == nil {
		m.t.Errorf("SetDNS was asked for: %v", want)
		return nil
	}
	m.dns.mu.Lock()
	m.dns.calls++
	m.dns.mu.Unlock()
	if m.dns.set != nil {
		return m.dns.set(want, guard)
	}
	m.dns.put(want)
	return nil
}

func (b *dnsBook) put(want []platform.DNSSetting) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, d := range want {
		for i := range b.now {
			if d.Same(b.now[i]) {
				b.now[i] = d
			}
		}
	}
}
