package platform

import (
	"path/filepath"

	"fix502/platform/parse"
)

// userDirsLimit bounds the file that names the user's folders, in bytes.
const userDirsLimit = 64 << 10

// home is the user's home folder.
func (s *System) home() string { return s.homeFrom("HOME") }

// stateDir follows the XDG Base Directory Specification.
func (s *System) stateDir() string { return s.xdgDir("XDG_STATE_HOME", ".local/state", "fix502") }

func (s *System) cacheDir() string { return s.xdgDir("XDG_CACHE_HOME", ".cache", "fix502") }

func (s *System) documents() string { return s.userDir("XDG_DOCUMENTS_DIR", "Documents") }

func (s *System) downloads() string { return s.userDir("XDG_DOWNLOAD_DIR", "Downloads") }

// xdgDir is a folder below the one that a variable names; a relative one counts
// as unset, as the specification asks.
func (s *System) xdgDir(variable, below, name string) string {
	if base := s.env(variable); filepath.IsAbs(base) {
		return filepath.Join(base, name)
	}
	return filepath.Join(s.home(), below, name)
}

// userDir is one of the folders that user-dirs.dirs names in the user's language.
func (s *System) userDir(name, usual string) string {
	file := s.xdgDir("XDG_CONFIG_HOME", ".config", "user-dirs.dirs")
	if data, err := s.readSome(file, userDirsLimit); err == nil {
		if dir := parse.UserDirs(data, s.home())[name]; dir != "" {
			return dir
		}
	}
	return filepath.Join(s.home(), usual)
}
