package change

import (
	"context"
	"errors"
	"os"
	"time"
)

// lockLook is the pause between two tries to get the lock.
const lockLook = 50 * time.Millisecond

// errHeld says that somebody else holds the lock at this moment.
var errHeld = errors.New("held by another")

// lockFile takes the lock on a file, waiting until ctx ends. The system gives it
// free when the program ends, however that happens. The file stays: removing it
// would let two hold a lock on two files of one name.
func lockFile(ctx context.Context, name string) (unlock func(), err error) {
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	look := time.NewTicker(lockLook)
	defer look.Stop()
	for {
		err := tryLock(file)
		if err == nil {
			// Closing gives the lock free.
			return func() { _ = file.Close() }, nil
		}
		if !errors.Is(err, errHeld) {
			return nil, errors.Join(err, file.Close())
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(context.Cause(ctx), file.Close())
		case <-look.C:
		}
	}
}
