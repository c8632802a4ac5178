package platform

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"fix502/platform/parse"
)

const (
	gnomeSchema = "org.gnome.system.proxy"
	kdeSection  = "Proxy Settings"
)

// readProxySwitches reads those of the desktop that is running.
func (s *System) readProxySwitches(ctx context.Context) ([]ProxySwitch, error) {
	desktops := strings.Split(s.env("XDG_CURRENT_DESKTOP"), ":")
	if slices.Contains(desktops, "KDE") {
		data, err := readLimited(s.fs, s.inside(s.kioslaverc()), settingsLimit)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
			return nil, nil
		}
		return []ProxySwitch{{Source: "kde", Values: map[string]string{kdeType: parse.Kioslaverc(data).Type}}}, err
	}
	if !slices.ContainsFunc(desktops, func(d string) bool { return slices.Contains(gnomeKin, d) }) {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, gsettingsLimit)
	defer cancel()
	out, err := s.run(ctx, "gsettings", "get", gnomeSchema, gnomeMode)
	if errors.Is(err, exec.ErrNotFound) {
		return nil, nil
	}
	mode := parse.GVariantString(strings.TrimSpace(string(out)))
	return []ProxySwitch{{Source: "gnome", Values: map[string]string{gnomeMode: mode}}}, err
}

func (s *System) kioslaverc() string {
	return path.Join(cmp.Or(s.env("XDG_CONFIG_HOME"), path.Join(s.env("HOME"), ".config")), "kioslaverc")
}

func (s *System) writeProxySwitches(ctx context.Context, source string, values map[string]string) error {
	switch source {
	case "gnome":
		ctx, cancel := context.WithTimeout(ctx, gsettingsLimit)
		defer cancel()
		_, err := s.run(ctx, "gsettings", "set", gnomeSchema, gnomeMode, values[gnomeMode])
		return err
	case "kde":
		return s.writeKDE(ctx, values[kdeType])
	}
	return errOtherSystem
}

// writeKDE changes one value of KDE's file and tells the programs that are running.
func (s *System) writeKDE(ctx context.Context, kind string) error {
	place, err := filepath.EvalSymlinks(s.kioslaverc())
	if err != nil {
		return err
	}
	data, err := readLimited(os.DirFS(filepath.Dir(place)), filepath.Base(place), settingsLimit)
	if err != nil {
		return err
	}
	changed, ok := parse.SetINI(data, kdeSection, kdeType, kind)
	if !ok {
		return fs.ErrNotExist
	}
	if err := rewriteFile(ctx, place, changed); err != nil {
		return err
	}
	if bus, err := s.sessionBus(ctx); err == nil { // without a bus nobody listens
		defer closeBus(bus)
		_ = bus.Emit("/KIO/Scheduler", "org.kde.KIO.Scheduler.reparseSlaveConfiguration", "")
	}
	return nil
}

// MacProxies is for Macs.
func (s *System) MacProxies(context.Context, []MacProxyOrder) error { return errOtherSystem }
