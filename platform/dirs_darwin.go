package platform

import "path/filepath"

// home is the user's home folder.
func (s *System) home() string { return s.homeFrom("HOME") }

func (s *System) stateDir() string {
	return filepath.Join(s.home(), "Library/Application Support/Fix502")
}

func (s *System) cacheDir() string { return filepath.Join(s.home(), "Library/Caches/Fix502") }

func (s *System) documents() string { return filepath.Join(s.home(), "Documents") }

func (s *System) downloads() string { return filepath.Join(s.home(), "Downloads") }
