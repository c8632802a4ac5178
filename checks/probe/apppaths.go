package probe

import (
	"path"
	"strings"

	"fix502/platform"
)

// pathDefaults are the places that the catalogue's ${variables} stand for where
// the environment does not say otherwise, below ${HOME} unless absolute.
var pathDefaults = map[string]map[string]string{
	"windows": {
		"LOCALAPPDATA":      `AppData\Local`,
		"APPDATA":           `AppData\Roaming`,
		"PROGRAMFILES":      `C:\Program Files`,
		"PROGRAMFILES(X86)": `C:\Program Files (x86)`,
		"PROGRAMDATA":       `C:\ProgramData`,
	},
	"linux": {
		"XDG_CONFIG_HOME": ".config",
		"XDG_CACHE_HOME":  ".cache",
		"XDG_DATA_HOME":   ".local/share",
		"XDG_STATE_HOME":  ".local/state",
	},
}

// ExpandPath replaces the ${VARIABLE} at the beginning of a catalogue path, for
// the computer described by info. env looks up environment variables; where it
// is nil or says nothing, the system's usual place is taken. It is false for a
// variable that is not known here, and for a path that leaves its own folder.
func ExpandPath(info platform.Info, env func(string) string, p string) (string, bool) {
	name, rest, isVariable := strings.Cut(p, "}")
	if isVariable && strings.HasPrefix(name, "${") {
		value := variable(info, env, name[len("${"):])
		if value == "" || rest != "" && !isSlash(info.OS, rest[0]) {
			return "", false
		}
		p = value + rest
	}
	if strings.Contains(p, "${") {
		return "", false
	}
	for _, element := range strings.Split(slashed(info.OS, p), "/") {
		if element == ".." {
			return "", false
		}
	}
	if info.OS == "windows" {
		p = strings.ReplaceAll(p, "/", `\`)
	}
	return p, isAbsolute(info.OS, p)
}

// variable looks a name up in the environment, else in the usual places.
func variable(info platform.Info, env func(string) string, name string) string {
	if name == "HOME" {
		return info.Home
	}
	if env != nil {
		if value := env(name); isAbsolute(info.OS, value) {
			return value
		}
	}
	usual, known := pathDefaults[info.OS][name]
	switch {
	case !known:
		return ""
	case isAbsolute(info.OS, usual):
		return usual
	case info.Home == "":
		return ""
	case info.OS == "windows":
		return info.Home + `\` + usual
	}
	return info.Home + "/" + usual
}

// expandAll expands the paths of an installation and leaves out those that
// mean nothing here.
func expandAll(info platform.Info, env func(string) string, paths []string) []string {
	var list []string
	for _, p := range paths {
		if full, ok := ExpandPath(info, env, p); ok {
			list = append(list, full)
		}
	}
	return list
}

// within tells whether an executable is one of the files, or lies in one of the
// folders, named by patterns in which * stands for part of one path element.
func within(os, exe string, patterns []string) bool {
	// Linux marks a program whose file was replaced by an update.
	exe = strings.TrimSuffix(exe, " (deleted)")
	if !isAbsolute(os, exe) {
		return false
	}
	have := elements(os, exe)
	for _, pattern := range patterns {
		if matches(elements(os, pattern), have) {
			return true
		}
	}
	return false
}

// matches tells whether the first elements of a path fit a pattern.
func matches(pattern, have []string) bool {
	if len(pattern) == 0 || len(pattern) > len(have) {
		return false
	}
	for i, want := range pattern {
		fits, err := path.Match(literal.Replace(want), have[i])
		if err != nil || !fits {
			return false
		}
	}
	return true
}

// literal takes their meaning from all signs of path.Match but the star.
var literal = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `?`, `\?`)

// elements splits a path for comparison.
func elements(os, p string) []string {
	p = strings.Trim(path.Clean(slashed(os, p)), "/")
	if os == "windows" {
		p = strings.ToLower(p) // Windows does not tell upper from lower case
	}
	if p == "" || p == "." {
		return nil // the root is no app's folder
	}
	return strings.Split(p, "/")
}

func slashed(os, p string) string {
	if os == "windows" {
		return strings.ReplaceAll(p, `\`, "/")
	}
	return p
}

func isSlash(os string, c byte) bool { return c == '/' || os == "windows" && c == '\\' }

// isAbsolute is filepath.IsAbs for the system that a path belongs to, which in
// tests and reports need not be this one.
func isAbsolute(os, p string) bool {
	if os == "windows" {
		p = slashed(os, p)
		return len(p) > len(`C:\`) && p[1] == ':' && p[2] == '/' || strings.HasPrefix(p, "//")
	}
	return strings.HasPrefix(p, "/")
}
