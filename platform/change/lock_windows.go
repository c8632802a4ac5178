package change

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// tryLock takes the lock, or gives errHeld.
func tryLock(file *os.File) error {
	const how = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	const oneByte = 1
	err := windows.LockFileEx(windows.Handle(file.Fd()), how, 0, oneByte, 0, &windows.Overlapped{})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errHeld
	}
	return err
}

// syncDir has nothing to do here: Windows writes names down with their files.
func syncDir(string) error { return nil }
