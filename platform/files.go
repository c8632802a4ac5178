package platform

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// errTooLong says that a file was larger than anything of its kind.
var errTooLong = errors.New("the file is too long")

// readLimited reads a file of at most limit bytes.
func readLimited(fsys fs.FS, name string, limit int64) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // opened for reading only
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("reading %s: %w", name, errTooLong)
	}
	return data, nil
}
