package platform

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"fix502/platform/parse"
)

const (
	// desktopFileLimit bounds one .desktop file, in bytes; with all its
	// translations a browser's has some 30 kB.
	desktopFileLimit = 256 << 10
	// desktopCountLimit bounds the .desktop files read of one folder.
	desktopCountLimit = 4000
	// desktopSuffix ends the name of a .desktop file.
	desktopSuffix = ".desktop"
	// webHandler is the type that a browser declares itself to handle.
	webHandler = "x-scheme-handler/https"
)

// desktopBrowsers finds browsers by their .desktop files, which is how desktops
// of freedesktop.org know their programs, and asks for the default one.
func (s *System) desktopBrowsers(ctx context.Context) ([]installed, string, error) {
	var found []installed
	seen := map[string]bool{}
	for _, dir := range s.dataDirs() {
		if err := ctx.Err(); err != nil {
			return nil, "", err
		}
		for _, name := range s.desktopFiles(path.Join(dir, "applications")) {
			key := strings.TrimSuffix(path.Base(name), desktopSuffix)
			if seen[key] {
				continue // an entry of an earlier folder hides this one
			}
			entry, err := s.desktopEntry(name)
			if err != nil {
				continue
			}
			seen[key] = true
			if s.isBrowser(entry) {
				found = append(found, installed{key: key, name: entry.Name, command: entry.Exec, exe: entry.Exec[0]})
			}
		}
	}
	return found, s.defaultDesktop(ctx), nil
}

// dataDirs lists the folders that programs register in, most important first.
// Flatpak and Snap add theirs to XDG_DATA_DIRS only in a login session.
func (s *System) dataDirs() []string {
	home := s.env("HOME")
	own := s.env("XDG_DATA_HOME")
	if own == "" && home != "" {
		own = path.Join(home, ".local/share")
	}
	shared := s.env("XDG_DATA_DIRS")
	if shared == "" {
		shared = "/usr/local/share:/usr/share"
	}
	dirs := append([]string{own}, strings.Split(shared, ":")...)
	if own != "" {
		dirs = append(dirs, path.Join(own, "flatpak/exports/share"))
	}
	dirs = append(dirs, "/var/lib/flatpak/exports/share", "/var/lib/snapd/desktop", "/usr/local/share", "/usr/share")
	var list []string
	for _, dir := range dirs {
		// The specification asks to leave out relative ones.
		if dir = path.Clean(dir); path.IsAbs(dir) && !slices.Contains(list, dir) {
			list = append(list, dir)
		}
	}
	return list
}

// desktopFiles lists the .desktop files of a folder, full paths, by name.
func (s *System) desktopFiles(dir string) []string {
	entries, err := fs.ReadDir(s.fs, inside(dir))
	if err != nil {
		return nil
	}
	var files []string
	for _, entry := range entries[:min(len(entries), desktopCountLimit)] {
		if strings.HasSuffix(entry.Name(), desktopSuffix) {
			files = append(files, path.Join(dir, entry.Name()))
		}
	}
	return files
}

// desktopEntry reads one .desktop file.
func (s *System) desktopEntry(name string) (parse.Desktop, error) {
	data, err := s.readSome(name, desktopFileLimit)
	if err != nil {
		return parse.Desktop{}, err
	}
	return parse.DesktopEntry(data)
}

// isBrowser tells whether an entry is a web browser whose program is there. Apps
// that merely open links of their own declare the scheme, but are no browsers.
func (s *System) isBrowser(entry parse.Desktop) bool {
	if !entry.Application || entry.Hidden || len(entry.Exec) == 0 {
		return false
	}
	if !slices.Contains(entry.MimeTypes, webHandler) || !slices.Contains(entry.Categories, "WebBrowser") {
		return false
	}
	return s.programExists(entry.Exec[0]) && (entry.TryExec == "" || s.programExists(entry.TryExec))
}

// programExists looks for a program by full path or along PATH.
func (s *System) programExists(program string) bool {
	if path.IsAbs(program) {
		return s.isFile(program)
	}
	if strings.Contains(program, "/") {
		return false
	}
	return slices.ContainsFunc(strings.Split(s.env("PATH"), ":"), func(dir string) bool {
		return path.IsAbs(dir) && s.isFile(path.Join(dir, program))
	})
}

// isFile tells whether there is a file of that name, following links.
func (s *System) isFile(name string) bool {
	info, err := fs.Stat(s.fs, inside(name))
	return err == nil && info.Mode().IsRegular()
}

// defaultDesktop names the default browser's .desktop file without its suffix,
// "" where there is none. xdg-settings knows the ways of each desktop; where it
// is missing the files that most desktops use are read.
func (s *System) defaultDesktop(ctx context.Context) string {
	if out, err := s.run(ctx, "xdg-settings", "get", "default-web-browser"); err == nil {
		if id := strings.TrimSpace(string(out)); strings.HasSuffix(id, desktopSuffix) {
			return strings.TrimSuffix(id, desktopSuffix)
		}
	}
	for _, name := range s.mimeLists() {
		data, err := s.readSome(name, desktopFileLimit)
		if err != nil {
			continue
		}
		if ids := parse.MimeDefaults(data, webHandler); len(ids) > 0 {
			return strings.TrimSuffix(ids[0], desktopSuffix)
		}
	}
	return ""
}

// mimeLists names the files that set default programs, most important first.
func (s *System) mimeLists() []string {
	config := s.env("XDG_CONFIG_HOME")
	if home := s.env("HOME"); config == "" && home != "" {
		config = path.Join(home, ".config")
	}
	const list = "mimeapps.list"
	var names []string
	if config != "" {
		names = append(names, path.Join(config, list))
	}
	names = append(names, path.Join("/etc/xdg", list))
	for _, dir := range s.dataDirs() {
		names = append(names, path.Join(dir, "applications", list))
	}
	return names
}

// readSome reads a file that is not larger than a limit.
func (s *System) readSome(name string, limit int64) ([]byte, error) {
	file, err := s.fs.Open(inside(name))
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(fs.ErrInvalid, err) // a pipe would never end
	}
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, fs.ErrInvalid
	}
	return data, err
}

// inside writes a full path the way a file system rooted at "/" wants it.
func inside(name string) string {
	name = strings.TrimPrefix(path.Clean(name), "/")
	if name == "" {
		return "."
	}
	return name
}
