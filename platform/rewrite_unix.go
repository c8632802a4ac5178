//go:build !windows

package platform

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// errNoOrdinaryFile says that a file to be replaced is none, or is several by links.
var errNoOrdinaryFile = errors.New("not an ordinary file")

// attributeLimit bounds one extended attribute; SELinux labels have some 40 bytes.
const attributeLimit = 64 << 10

// rewriteFile gives a file another content in one piece: whoever reads it meanwhile,
// or after the power failed, finds the old one or the new one. Owner, mode and
// extended attributes (SELinux's label is one) stay.
func rewriteFile(ctx context.Context, path string, data []byte) (err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	owner, known := info.Sys().(*syscall.Stat_t)
	if !info.Mode().IsRegular() || !known || owner.Nlink > 1 {
		return errNoOrdinaryFile
	}
	// Always the same name, so that what a power failure leaves is not there for good.
	fresh := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".fix502")
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(fresh) // nothing more can be done about it
		}
	}()
	_, err = file.Write(data)
	err = errors.Join(err, file.Chown(int(owner.Uid), int(owner.Gid)), copyAttributes(path, fresh))
	err = errors.Join(err, file.Chmod(info.Mode()), file.Sync(), file.Close())
	if err != nil {
		return err
	}
	Point(ctx, "before replacing the file")
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	Point(ctx, "after replacing the file")
	return syncFolder(filepath.Dir(path))
}

// copyAttributes gives a file another's extended attributes, as far as this file
// system knows any.
func copyAttributes(from, to string) error {
	names, err := unixAttributes(from)
	if err != nil {
		return err
	}
	for _, name := range names {
		value := make([]byte, attributeLimit)
		n, err := unix.Lgetxattr(from, name, value)
		if err != nil {
			return err
		}
		if err := unix.Lsetxattr(to, name, value[:n], 0); err != nil && !errors.Is(err, unix.ENOTSUP) {
			return err
		}
	}
	return nil
}

func unixAttributes(path string) ([]string, error) {
	list := make([]byte, attributeLimit)
	n, err := unix.Llistxattr(path, list)
	if errors.Is(err, unix.ENOTSUP) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	start := 0
	for i, b := range list[:n] {
		if b == 0 {
			names = append(names, string(list[start:i]))
			start = i + 1
		}
	}
	return names, nil
}

func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
