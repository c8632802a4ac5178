package wizard

import (
	"context"

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
}
