package platform

import (
	"context"
	"errors"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

const (
	// runOnce lists what Windows runs at the next sign-in of this user, and then
	// forgets.
	runOnce = `Software\Microsoft\Windows\CurrentVersion\RunOnce`
	// runOnceName is Fix502's line in it.
	runOnceName = "Fix502"
	// runOnceLimit is how long such a line may be, in characters.
	runOnceLimit = 260
)

func (s *System) loginStart(context.Context) (string, bool, error) {
	place := `HKEY_CURRENT_USER\` + runOnce
	k, err := registry.OpenKey(registry.CURRENT_USER, runOnce, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return place, false, nil
	}
	if err != nil {
		return place, false, err
	}
	defer k.Close() //nolint:errcheck // it was only read
	line, _, err := k.GetStringValue(runOnceName)
	if errors.Is(err, registry.ErrNotExist) || errors.Is(err, registry.ErrUnexpectedType) {
		return place, false, nil
	}
	return place, err == nil && strings.HasSuffix(line, " "+ResumeFlag), err
}

func (s *System) setLoginStart(ctx context.Context, command []string) error {
	line := windows.ComposeCommandLine(command)
	if len(line) > runOnceLimit {
		return ErrNoLoginStart
	}
	k, _, err := registry.CreateKey(registry.CURRENT_USER, runOnce, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer k.Close() //nolint:errcheck // the value is written at once
	Point(ctx, "before writing")
	return k.SetStringValue(runOnceName, line)
}

func (s *System) clearLoginStart(context.Context) error {
	k, err := registry.OpenKey(registry.CURRENT_USER, runOnce, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer k.Close() //nolint:errcheck // the value is gone at once
	return k.DeleteValue(runOnceName)
}
