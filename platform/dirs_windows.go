package platform

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// home is the user's profile folder.
func (s *System) home() string { return s.homeFrom("USERPROFILE") }

func (s *System) stateDir() string { return filepath.Join(s.localData(), "Fix502") }

func (s *System) cacheDir() string { return filepath.Join(s.localData(), "Fix502", "Cache") }

func (s *System) documents() string { return knownFolder(windows.FOLDERID_Documents) }

func (s *System) downloads() string { return knownFolder(windows.FOLDERID_Downloads) }

// localData is the folder for data that stays on this computer.
func (s *System) localData() string {
	if dir := s.env("LOCALAPPDATA"); dir != "" {
		return dir
	}
	return knownFolder(windows.FOLDERID_LocalAppData)
}

// knownFolder asks Windows where a folder is, which the user or OneDrive may
// have moved; "" where it does not know.
func knownFolder(id *windows.KNOWNFOLDERID) string {
	dir, err := windows.KnownFolderPath(id, windows.KF_FLAG_DEFAULT)
	if err != nil {
		return ""
	}
	return dir
}
