package platform

import (
	"context"
	"io/fs"
	"path"
	"strings"

	"howett.net/plist"
)

const (
	// infoLimit bounds one Info.plist, in bytes; a browser's has some 30 kB.
	infoLimit = 1 << 20
	// handlersLimit bounds the list of default programs, in bytes.
	handlersLimit = 8 << 20
	// bundleLimit bounds the apps looked at in one folder.
	bundleLimit = 1000
)

// bundleInfo is what is read of an app's Info.plist.
type bundleInfo struct {
	Identifier string `plist:"CFBundleIdentifier"`
	Name       string `plist:"CFBundleDisplayName"`
	ShortName  string `plist:"CFBundleName"`
	Executable string `plist:"CFBundleExecutable"`
}

// handlers is what is read of macOS's list of default programs.
type handlers struct {
	Handlers []struct {
		Scheme string `plist:"LSHandlerURLScheme"`
		Bundle string `plist:"LSHandlerRoleAll"`
	} `plist:"LSHandlers"`
}

// bundleBrowsers finds browsers among the apps of a Mac. Apps not known by name
// count only if one is the default: programs of all kinds declare https there.
func (s *System) bundleBrowsers(ctx context.Context) ([]installed, string, error) {
	standard := s.defaultBundle()
	known := knownBrowsers()
	var found []installed
	for _, dir := range s.appDirs() {
		if err := ctx.Err(); err != nil {
			return nil, "", err
		}
		for _, app := range s.appsIn(dir) {
			if b, ok := s.bundleBrowser(app, known, standard); ok {
				found = append(found, b)
			}
		}
	}
	return found, standard, nil
}

// appDirs lists the folders that apps lie in. Safari lies in the last one since
// macOS 13 and shows up in the first by a trick of the file system.
func (s *System) appDirs() []string {
	dirs := []string{"/Applications"}
	if home := s.env("HOME"); path.IsAbs(home) {
		dirs = append(dirs, path.Join(home, "Applications"))
	}
	return append(dirs, "/System/Applications", "/System/Cryptexes/App/System/Applications")
}

// appsIn lists the apps of a folder, full paths.
func (s *System) appsIn(dir string) []string {
	entries, err := fs.ReadDir(s.fs, inside(dir))
	if err != nil {
		return nil
	}
	var apps []string
	for _, entry := range entries[:min(len(entries), bundleLimit)] {
		if strings.HasSuffix(entry.Name(), ".app") {
			apps = append(apps, path.Join(dir, entry.Name()))
		}
	}
	return apps
}

// bundleBrowser reads one app, and tells whether it is a browser.
func (s *System) bundleBrowser(app string, known []knownBrowser, standard string) (installed, bool) {
	data, err := s.readSome(path.Join(app, "Contents/Info.plist"), infoLimit)
	if err != nil {
		return installed{}, false
	}
	var info bundleInfo
	if err := decodePlist(data, &info); err != nil || info.Identifier == "" {
		return installed{}, false
	}
	b := installed{
		key:     info.Identifier,
		name:    strings.TrimSuffix(path.Base(app), ".app"),
		command: []string{"/usr/bin/open", "-a", app},
		exe:     path.Join(app, "Contents/MacOS", path.Base(info.Executable)),
	}
	if isDefault(b, standard) {
		return b, true
	}
	return b, describeBrowser(known, b).Family != ""
}

// defaultBundle names the bundle id of the default browser. Where the user never
// chose one there is no entry, and the answer is Safari.
func (s *System) defaultBundle() string {
	const list = "Library/Preferences/com.apple.LaunchServices/com.apple.launchservices.secure.plist"
	const safari = "com.apple.Safari"
	data, err := s.readSome(path.Join(s.env("HOME"), list), handlersLimit)
	if err != nil {
		return safari
	}
	var set handlers
	if err := decodePlist(data, &set); err != nil {
		return safari
	}
	for _, h := range set.Handlers {
		if strings.EqualFold(h.Scheme, "https") && h.Bundle != "" && h.Bundle != "-" {
			return h.Bundle
		}
	}
	return safari
}

// decodePlist reads a property list, XML or binary.
func decodePlist(data []byte, into any) error {
	_, err := plist.Unmarshal(data, into)
	return err
}
