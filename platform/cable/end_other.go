//go:build !linux

package cable

import (
	"errors"
	"io"
)

// openEnd makes an interface whose packets are read from and written to the file.
func openEnd(string) (io.ReadWriteCloser, error) { return nil, errors.ErrUnsupported }
