//go:build !windows

package platform

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// loginLimit bounds what is read of a file that is opened at sign-in; Fix502's own
// is a tenth of it.
const loginLimit = 16 << 10

// halfWritten ends the name of such a file until it is whole.
const halfWritten = ".new"

// loginStart looks for the file, whole or half, and for the mark in it that only
// Fix502 writes.
func (s *System) loginStart(context.Context) (string, bool, error) {
	path, err := s.loginFile()
	if err != nil {
		return "", false, nil // where none can be left, none was
	}
	if _, err := os.Lstat(path + halfWritten); err == nil {
		return path, true, nil
	}
	folder := os.DirFS(filepath.Dir(path))
	text, err := readLimited(folder, filepath.Base(path), loginLimit)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errTooLong) {
		return path, false, nil
	}
	return path, err == nil && bytes.Contains(text, []byte(loginMark)), err
}

// setLoginStart writes the file as a whole: half of it is never seen.
func (s *System) setLoginStart(ctx context.Context, command []string) error {
	path, err := s.loginFile()
	if err != nil {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		if _, ours, err := s.loginStart(ctx); err != nil || !ours {
			return errors.Join(ErrNoLoginStart, err) // somebody else's file of that name
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	Point(ctx, "before writing")
	half := path + halfWritten
	if err := writeLoginFile(half, loginText(command)); err != nil {
		return errors.Join(err, os.Remove(half))
	}
	Point(ctx, "before the name")
	return os.Rename(half, path)
}

func writeLoginFile(path string, text []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Sync(), file.Close())
}

// clearLoginStart removes the file if it is Fix502's, and what is left of a half one.
func (s *System) clearLoginStart(ctx context.Context) error {
	path, err := s.loginFile()
	if err != nil {
		return err
	}
	if err := os.Remove(path + halfWritten); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, ours, err := s.loginStart(ctx); err != nil || !ours {
		return err
	}
	return os.Remove(path)
}
