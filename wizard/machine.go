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
	Processes(ctx context.Context) ([]platform.Process, error)
	// EndProcesses asks the processes to quit, waits, ends the rest; see platform.
	EndProcesses(ctx context.Context, list []platform.Process, progress func(platform.EndProgress)) (platform.EndResult, error)
	// Launch starts a program by argument list, detached from this one.
	Launch(ctx context.Context, args []string) error
	FlushDNS(ctx context.Context) (platform.FlushResult, error)
	Notify(ctx context.Context, title, text string) error
	Info(ctx context.Context) (platform.Info, error)
}
