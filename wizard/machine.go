package wizard

import (
	"context"
	"net/netip"

	"fix502/platform"
)

// Machine is what the wizard asks this computer to do after a click.
type Machine interface {
	Browsers(ctx context.Context) ([]platform.Browser, error)
	// OpenURL opens an http(s) address in the default browser.
	OpenURL(ctx context.Context, url string) error
	// OpenIn opens an http(s) address in one browser.
	OpenIn(ctx context.Context, b platform.Browser, url string) error
	// OpenWith opens an http(s) address in one browser in a mode; platform.ErrByHand
	// says that it can't be asked for that.
	OpenWith(ctx context.Context, b platform.Browser, mode platform.BrowserMode, url string) error
	// DropProfiles removes temporary profiles of browsers that were left behind.
	DropProfiles(ctx context.Context) error
	Processes(ctx context.Context) ([]platform.Process, error)
	// EndProcesses asks the processes to quit, waits, ends the rest; see platform.
	EndProcesses(ctx context.Context, list []platform.Process, progress func(platform.EndProgress)) (platform.EndResult, error)
	// Launch starts a program by argument list, detached from this one.
	Launch(ctx context.Context, args []string) error
	FlushDNS(ctx context.Context) (platform.FlushResult, error)
	// DNSSettings lists whom this computer asks for names; a platform.DNSRefusal says
	// why that is to be left alone.
	DNSSettings(ctx context.Context) ([]platform.DNSSetting, error)
	DNSNow(ctx context.Context, about []platform.DNSSetting) ([]platform.DNSSetting, error)
	// SetDNS makes settings the ones in force, with the user's consent where it needs rights.
	SetDNS(ctx context.Context, want []platform.DNSSetting, guard platform.DNSGuard) error
	Notify(ctx context.Context, title, text string) error
	Info(ctx context.Context) (platform.Info, error)

	// AskToQuit asks an app to quit by the system's own command for it.
	AskToQuit(ctx context.Context, args []string) error
	// Held tells what processes keep hold of.
	Held(ctx context.Context, list []platform.Process) (platform.Held, error)
	// Uptime tells how long this computer has really been up.
	Uptime(ctx context.Context) (platform.Uptime, error)
	// RestartWay, Restart and CancelRestart restart this computer; see platform.
	RestartWay(ctx context.Context) (platform.RestartWay, error)
	Restart(ctx context.Context, reason string) error
	CancelRestart(ctx context.Context) error
	// LoginStart, SetLoginStart and ClearLoginStart are about Fix502 being opened at
	// the next sign-in; see platform.
	LoginStart(ctx context.Context) (place string, set bool, err error)
	SetLoginStart(ctx context.Context) error
	ClearLoginStart(ctx context.Context) error

	// Elevated tells whether this process may do everything, so that nobody is asked.
	Elevated() bool
	// DNSCaches lists the caches of DNS answers that run here.
	DNSCaches(ctx context.Context) ([]platform.DNSCache, error)
	// FlushDNSWithRights also empties those that need rights, after the user was asked.
	FlushDNSWithRights(ctx context.Context) (platform.FlushResult, error)
	// LookUp finds a name's addresses as the programs on this computer do.
	LookUp(ctx context.Context, name string) ([]netip.Addr, error)
	// HostsLines lists the lines of the hosts file that pin some of the names, HostsOff
	// those of them that are switched off; SwitchHosts does it.
	HostsLines(ctx context.Context, names []string) ([]platform.HostsLine, error)
	HostsOff(ctx context.Context, lines []platform.HostsLine) ([]platform.HostsLine, error)
	SwitchHosts(ctx context.Context, lines []platform.HostsLine, off bool) error
	// ProxySwitches lists where a proxy is switched on; SwitchProxy switches it.
	ProxySwitches(ctx context.Context) ([]platform.ProxySwitch, error)
	SwitchProxy(ctx context.Context, p platform.ProxySwitch, on bool) error
	// NetworkTime tells whether time servers set the clock; SetClock has them do it.
	NetworkTime(ctx context.Context) (platform.NetworkTime, error)
	SetClock(ctx context.Context) error
	StopNetworkTime(ctx context.Context) error
}
