package platform

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

// ignoreMergeErrors is REPLACEFILE_IGNORE_MERGE_ERRORS: the content counts more
// than an attribute that the file system does not know.
const ignoreMergeErrors = 0x2

// errNoOrdinaryFile says that a file to be replaced is none.
var errNoOrdinaryFile = errors.New("not an ordinary file")

// rewriteFile gives a file another content in one piece: whoever reads it meanwhile
// finds the old one or the new one. Its attributes and who may do what stay.
func rewriteFile(ctx context.Context, path string, data []byte) (err error) {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return errors.Join(errNoOrdinaryFile, err)
	}
	file, err := os.CreateTemp(filepath.Dir(path), "fix502-*.tmp")
	if err != nil {
		return err
	}
	fresh := file.Name()
	defer func() {
		if err != nil {
			_ = os.Remove(fresh) // nothing more can be done about it
		}
	}()
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	place, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	with, err := windows.UTF16PtrFromString(fresh)
	if err != nil {
		return err
	}
	Point(ctx, "before replacing the file")
	done, _, err := windows.NewLazySystemDLL("kernel32.dll").NewProc("ReplaceFileW").Call(
		uintptr(unsafe.Pointer(place)), uintptr(unsafe.Pointer(with)), 0, ignoreMergeErrors, 0, 0)
	if done == 0 {
		return err
	}
	return nil
}
