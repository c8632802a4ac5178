package wizard

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"fix502/checks/catalog"
	"fix502/checks/probe"
	"fix502/platform/change"
)

// computer is what changes need. Only what the catalogue itself starts is started.
func (f *Flow) computer() change.Computer {
	c := change.Computer{Machine: f.parts.Machine, AllowCache: f.allowCache, InUse: f.inUse, Watch: f.parts.Watch, AllowDNS: f.allowDNS, Allow: func(app string, launch []string) bool {
		for _, service := range f.parts.Catalog.Services {
			for _, a := range service.Apps {
				if a.ID == app && slices.ContainsFunc(f.launches(a), func(known []string) bool { return slices.Equal(known, launch) }) {
					return true
				}
			}
		}
		return false
	}}
	if f.parts.Journal != nil {
		c.StateDir = filepath.Dir(f.parts.Journal.Path())
	}
	return c
}

// launches lists the ways in which an app can be started on this system.
func (f *Flow) launches(a catalog.App) [][]string {
	var list [][]string
	for _, install := range probe.Installs(f.info().OS, a) {
		list = append(list, f.launchesOf(install)...)
	}
	return list
}

func (f *Flow) launchesOf(install catalog.Install) [][]string {
	var list [][]string
	for _, launch := range install.Launch {
		args := slices.Clone(launch)
		if len(args) == 0 {
			continue
		}
		if strings.Contains(args[0], "$") {
			path, known := probe.ExpandPath(f.info(), f.parts.Getenv, args[0])
			if !known {
				continue
			}
			args[0] = path
		}
		list = append(list, args)
	}
	return list
}

// Changes lists what the program changed on this computer, newest first. It is
// empty where the journal cannot be read.
func (f *Flow) Changes(ctx context.Context) []ChangeView {
	list, _, _ := f.Journal(ctx) // the command line says what is wrong with it
	return list
}

// Journal lists the same; damaged counts lines of it that could not be read.
func (f *Flow) Journal(ctx context.Context) (list []ChangeView, damaged int, err error) {
	if f.parts.Journal == nil {
		return nil, 0, nil
	}
	f.learn(ctx) // where caches lie, and how apps are started, depends on the system
	found, err := f.parts.Journal.List(ctx, f.computer())
	if err != nil {
		return nil, 0, fmt.Errorf("listing changes: %w", err)
	}
	for _, c := range found.Changes {
		v := ChangeView{ID: c.ID, At: c.At, Text: f.Tr(c.Code, c.Words), Stands: c.Stands, State: stateOf(c), Ended: c.Undone, Back: f.Tr("change.none-back", nil)}
		if !f.parts.Texts.Has(c.Code) {
			v.Text = f.Tr("change.unknown", nil)
		}
		if c.Back != "" {
			v.Back = f.Tr(c.Back, c.Words)
		}
		if v.Rights = f.backRights(c); v.Rights != "" {
			v.Back += " " + v.Rights
		}
		v.Keeps = f.kept(c)
		list = append(list, v)
	}
	return list, len(found.Damaged), nil
}

// Undo takes back one change.
func (f *Flow) Undo(ctx context.Context, id string) Result {
	if f.parts.Journal == nil {
		return Result{Text: f.Tr("change.undo-failed", nil)}
	}
	if f.onTrial(id) {
		return f.EndTrial(ctx)
	}
	f.learn(ctx) // how apps are started depends on the system
	err := f.parts.Journal.Undo(ctx, f.computer(), id)
	if err == nil || errors.Is(err, change.ErrNotStanding) {
		f.unmade(id)
	}
	switch {
	case err == nil:
		return Result{OK: true, Text: f.Tr("change.undone", nil), Recheck: true}
	case errors.Is(err, change.ErrNotStanding):
		return Result{OK: true, Text: f.Tr("change.none-back", nil)}
	}
	entry, _ := f.parts.Journal.Entry(id) // without one there is nothing to say by hand
	return f.undoFailed(err, entry)
}
