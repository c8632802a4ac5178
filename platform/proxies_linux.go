package platform

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os/exec"
	"path"
	"slices"
	"strings"
	"time"

	"fix502/platform/parse"
)

// gsettingsLimit is how long gsettings may take; it reads one small file.
const gsettingsLimit = 3 * time.Second

// gnomeKin are the desktops whose programs follow GNOME's proxy settings.
var gnomeKin = []string{
	"GNOME", "Unity", "X-Cinnamon", "Cinnamon", "Pantheon", "Deepin", "DDE", "UKUI", "MATE", "Budgie",
}

// systemProxies reads the settings of the desktop that is running: those of
// another one that is merely installed are followed by nobody.
func (s *System) systemProxies(ctx context.Context) ([]proxySetting, error) {
	desktops := strings.Split(s.env("XDG_CURRENT_DESKTOP"), ":")
	if slices.Contains(desktops, "KDE") {
		return s.kdeProxies()
	}
	if !slices.ContainsFunc(desktops, func(d string) bool { return slices.Contains(gnomeKin, d) }) {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, gsettingsLimit)
	defer cancel()
	out, err := s.run(ctx, "gsettings", "list-recursively", "org.gnome.system.proxy")
	if errors.Is(err, exec.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if p, ok := gnomeProxy(out); ok {
		return []proxySetting{p}, nil
	}
	return nil, nil
}

func (s *System) kdeProxies() ([]proxySetting, error) {
	dir := cmp.Or(s.env("XDG_CONFIG_HOME"), path.Join(s.env("HOME"), ".config"))
	for _, name := range []string{path.Join(dir, "kioslaverc"), "/etc/xdg/kioslaverc"} {
		data, err := readLimited(s.fs, s.inside(name), settingsLimit)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if p, ok := kdeProxy(data, s.env); ok {
			return []proxySetting{p}, nil
		}
		return nil, nil
	}
	return nil, nil
}

// askScript lets GLib's own runner of proxy scripts decide, which GNOME's
// programs use too. KDE's is part of its file dialogs and cannot be asked.
func (s *System) askScript(ctx context.Context, p proxySetting, u *url.URL) (string, error) {
	if p.Source != "gnome" {
		return "", fmt.Errorf("%w: nobody here runs it", errors.ErrUnsupported)
	}
	limited, cancel := context.WithTimeout(ctx, scriptLimit)
	defer cancel()
	conn, err := s.sessionBus(limited)
	if err != nil {
		return "", errors.Join(errors.ErrUnsupported, err)
	}
	defer closeBus(conn)
	var answers []string
	runner := conn.Object("org.gtk.GLib.PACRunner", "/org/gtk/GLib/PACRunner")
	err = runner.CallWithContext(limited, "org.gtk.GLib.PACRunner.Lookup", 0, p.PAC, withoutPath(u)).Store(&answers)
	if limited.Err() != nil && ctx.Err() == nil {
		return "", errNoScriptInTime
	}
	if err != nil {
		return "", errors.Join(errors.ErrUnsupported, err)
	}
	if len(answers) == 0 {
		return "", nil
	}
	return parse.PACResult(answers[0]), nil
}
