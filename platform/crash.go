package platform

import (
	"os"
	"path/filepath"
	"runtime/debug"
)

// KeepCrash makes a crash of the program leave its trace in a file, even one that
// Go cannot recover from. The function returned removes the file again when all
// went well. Where no file can be made, the trace goes to standard error alone.
func (s *System) KeepCrash() (allWentWell func()) {
	dir := s.StateDir()
	if os.MkdirAll(dir, 0o700) != nil {
		return func() {}
	}
	file, err := os.CreateTemp(dir, "crash-*.txt")
	if err != nil {
		return func() {}
	}
	_ = debug.SetCrashOutput(file, debug.CrashOptions{}) // without it the trace is on standard error only
	_ = file.Close()                                     // SetCrashOutput keeps a handle of its own
	return func() { _ = os.Remove(filepath.Clean(file.Name())) }
}
