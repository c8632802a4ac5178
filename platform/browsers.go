package platform

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
)

// browserLimit bounds the browsers shown; whoever has more has them from a
// hostile folder.
const browserLimit = 32

// installed is a browser as one system's registration tells of it.
type installed struct {
	key     string   // how the system names it: desktop id, bundle id, registry key
	name    string   // as registered
	command []string // how to start it
	exe     string   // the executable behind it, full path or base name
	program string   // another name that the system may call the default by: Windows' ProgId
}

// Browsers lists the web browsers installed here, the default one first, and
// tells which are running. A browser installed twice is listed once, in the form
// that is the default or else the one the system finds first. One that is not
// known by name is listed with an empty Family.
func (s *System) Browsers(ctx context.Context) ([]Browser, error) {
	found, standard, err := s.installedBrowsers(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing browsers: %w", err)
	}
	known := knownBrowsers()
	var list []Browser
	for _, f := range defaultFirst(found, standard) {
		b := describeBrowser(known, f)
		b.Default = isDefault(f, standard)
		if slices.ContainsFunc(list, func(o Browser) bool { return o.ID == b.ID }) || len(list) == browserLimit {
			continue
		}
		list = append(list, b)
	}
	// Without the processes there still is a list; only what runs is unknown.
	if processes, err := s.Processes(ctx); err == nil {
		markRunning(list, known, processes)
	}
	slices.SortStableFunc(list, func(a, b Browser) int {
		return cmp.Or(boolOrder(!a.Default, !b.Default), cmp.Compare(rank(known, a.ID), rank(known, b.ID)))
	})
	return list, nil
}

// isDefault tells whether a browser is the one the system names as default.
func isDefault(f installed, standard string) bool {
	return standard != "" && (strings.EqualFold(f.key, standard) || strings.EqualFold(f.program, standard))
}

// defaultFirst puts the default browser in front, so that of two installations of
// the same browser its one is kept.
func defaultFirst(found []installed, standard string) []installed {
	sorted := slices.Clone(found)
	slices.SortStableFunc(sorted, func(a, b installed) int {
		return boolOrder(!isDefault(a, standard), !isDefault(b, standard))
	})
	return sorted
}

// rank is a browser's place in the table; those not in it come last.
func rank(known []knownBrowser, id string) int {
	i := slices.IndexFunc(known, func(k knownBrowser) bool { return k.id == id })
	if i < 0 {
		return len(known)
	}
	return i
}

// describeBrowser names a browser by the table, or by what is registered.
func describeBrowser(known []knownBrowser, f installed) Browser {
	i := slices.IndexFunc(known, func(k knownBrowser) bool { return k.registeredAs(f.key) })
	if i < 0 {
		i = slices.IndexFunc(known, func(k knownBrowser) bool { return k.id == browserOf(known, f.exe) })
	}
	if i < 0 {
		return Browser{ID: slug(f.key), Name: cmp.Or(f.name, f.key), Command: f.command}
	}
	return Browser{ID: known[i].id, Name: known[i].name, Family: known[i].family, Command: f.command}
}

// registeredAs tells whether a system's name for a browser is this one's.
func (k knownBrowser) registeredAs(key string) bool {
	for _, names := range [][]string{k.desktop, k.bundle, k.menu} {
		if containsFold(names, key) || containsFold(names, withoutHash(key)) {
			return true
		}
	}
	return false
}

// runs tells whether an executable is this browser's. With nothing but a base
// name, one that several browsers share belongs to none.
func (k knownBrowser) runs(exe string) bool {
	slashed := strings.ToLower(strings.ReplaceAll(exe, `\`, "/"))
	folder, base := path.Split(slashed)
	if !containsFold(k.exes, strings.TrimSuffix(base, ".exe")) {
		return false
	}
	if len(k.within) == 0 {
		return true
	}
	return slices.ContainsFunc(k.within, func(piece string) bool { return strings.Contains(folder, "/"+piece) })
}

// markRunning marks the browsers of which this user runs a process.
func markRunning(list []Browser, known []knownBrowser, processes []Process) {
	for _, p := range processes {
		if !p.Mine || p.State == "zombie" {
			continue
		}
		id := browserOf(known, cmp.Or(p.Exe, p.Name))
		for i := range list {
			list[i].Running = list[i].Running || list[i].ID == id
		}
	}
}

// browserOf returns the id of the browser that an executable belongs to, "" for
// none. Of two that fit ("opera" and "opera gx") it is the one with the longer
// piece of folder.
func browserOf(known []knownBrowser, exe string) string {
	best, id := -1, ""
	for _, k := range known {
		length := 0
		for _, piece := range k.within {
			length = max(length, len(piece))
		}
		if length > best && k.runs(exe) {
			best, id = length, k.id
		}
	}
	return id
}

// containsFold is slices.Contains without regard to case.
func containsFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(item string) bool { return strings.EqualFold(item, s) })
}

// withoutHash cuts what Windows installers put behind a key to tell several
// installations apart: "Firefox-308046B0AF4A39CB".
func withoutHash(key string) string {
	name, hash, ok := strings.Cut(key, "-")
	if !ok || len(hash) < 8 || strings.Trim(hash, "0123456789ABCDEFabcdef") != "" {
		return key
	}
	return name
}

// slug makes an id of a name: lower case, digits and "-".
func slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}
