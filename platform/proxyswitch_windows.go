package platform

import (
	"context"
	"errors"
	"strconv"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

const (
	internetSettings = `Software\Microsoft\Windows\CurrentVersion\Internet Settings`
	internetPolicy   = `SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings`

	settingsChanged = 39 // INTERNET_OPTION_SETTINGS_CHANGED
	refreshSettings = 37 // INTERNET_OPTION_REFRESH
)

// readProxySwitches reads the user's own settings. Where the computer is set to have
// one for all users, they are followed by nobody.
func (s *System) readProxySwitches(context.Context) ([]ProxySwitch, error) {
	if policy, err := registry.OpenKey(registry.LOCAL_MACHINE, internetPolicy, registry.QUERY_VALUE); err == nil {
		defer policy.Close() //nolint:errcheck // opened for reading only
		if each, _, err := policy.GetIntegerValue("ProxySettingsPerUser"); err == nil && each == 0 {
			return nil, nil
		}
	}
	k, err := registry.OpenKey(registry.CURRENT_USER, internetSettings, registry.QUERY_VALUE)
	if errors.Is(err, registry.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer k.Close() //nolint:errcheck // opened for reading only
	enabled, _, err := k.GetIntegerValue(windowsEnable)
	if err != nil && !errors.Is(err, registry.ErrNotExist) {
		return nil, err
	}
	script, _, err := k.GetStringValue(windowsScript)
	if err != nil && !errors.Is(err, registry.ErrNotExist) {
		return nil, err
	}
	return []ProxySwitch{{Source: "windows", Values: map[string]string{
		windowsEnable: strconv.FormatUint(enabled, 10), windowsScript: script,
	}}}, nil
}

func (s *System) writeProxySwitches(ctx context.Context, source string, values map[string]string) error {
	if source != "windows" {
		return errOtherSystem
	}
	k, err := registry.OpenKey(registry.CURRENT_USER, internetSettings, registry.SET_VALUE)
	if err != nil {
		return err
	}
	defer k.Close() //nolint:errcheck // each value is written by then
	if text, meant := values[windowsEnable]; meant {
		on, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			return err
		}
		if err := k.SetDWordValue(windowsEnable, uint32(on)); err != nil {
			return err
		}
	}
	Point(ctx, "between the two values")
	if text, meant := values[windowsScript]; meant {
		err := k.SetStringValue(windowsScript, text)
		if text == "" {
			err = k.DeleteValue(windowsScript)
		}
		if err != nil && !errors.Is(err, registry.ErrNotExist) {
			return err
		}
	}
	// Programs that are running read them anew.
	set := windows.NewLazySystemDLL("wininet.dll").NewProc("InternetSetOptionW")
	if set.Find() == nil {
		_, _, _ = set.Call(0, settingsChanged, 0, 0)
		_, _, _ = set.Call(0, refreshSettings, 0, 0)
	}
	return nil
}

// MacProxies is for Macs.
func (s *System) MacProxies(context.Context, []MacProxyOrder) error { return errOtherSystem }
