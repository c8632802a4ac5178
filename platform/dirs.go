package platform

import (
	"os"
	"os/user"
	"path/filepath"
)

// StateDir is the folder for what must outlive a restart: the session and the
// journal of changes. It need not exist yet.
func (s *System) StateDir() string { return s.sound(s.stateDir(), "state") }

// CacheDir is the folder for what may be lost at any time. It need not exist yet.
func (s *System) CacheDir() string { return s.sound(s.cacheDir(), "cache") }

// Documents is the user's folder for documents; the home folder where there is none.
func (s *System) Documents() string { return s.folderOrHome(s.documents()) }

// Downloads is the user's folder for downloads; the home folder where there is none.
func (s *System) Downloads() string { return s.folderOrHome(s.downloads()) }

// sound returns a full path: the one given, or where the system names no home
// folder at all, one below its folder for temporary files.
func (s *System) sound(dir, name string) string {
	if filepath.IsAbs(dir) {
		return dir
	}
	return filepath.Join(os.TempDir(), "fix502", name)
}

// folderOrHome returns a folder that is there.
func (s *System) folderOrHome(dir string) string {
	if info, err := os.Stat(dir); err == nil && info.IsDir() && filepath.IsAbs(dir) {
		return dir
	}
	return s.sound(s.home(), "home")
}

// homeFrom is the home folder that a variable names, or the one on file for the
// account where the variable is missing, as under some service managers.
func (s *System) homeFrom(variable string) string {
	if dir := s.env(variable); filepath.IsAbs(dir) {
		return dir
	}
	account, err := user.Current()
	if err != nil {
		return ""
	}
	return account.HomeDir
}
