package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/natefinch/atomic"

	"fix502/checks/text"
	"fix502/platform"
)

// SaveError tells why a report could not be saved, in a way that can be shown.
type SaveError struct {
	Path string // the file or folder that could not be written
	Code string // text code: "save.disk_full", "save.no_permission", "save.missing_folder", "save.other"
	Err  error  // what the system said
}

func (e *SaveError) Error() string { return "saving a report to " + e.Path + ": " + e.Err.Error() }

// Unwrap gives what the system said.
func (e *SaveError) Unwrap() error { return e.Err }

// form is one of the files of a report.
type form struct {
	ending string
	write  func(io.Writer) error
}

// Save writes the report in its three forms into a folder and returns their paths.
// Files that are there already stay. Each file appears whole or not at all; where
// one cannot be written, none of them is left, and the error is a *SaveError.
func Save(dir string, r Report, texts *text.Table) ([]string, error) {
	forms := []form{
		{".json", func(w io.Writer) error { return JSON(w, r) }},
		{".html", func(w io.Writer) error { return HTML(w, r, texts) }},
		{".txt", func(w io.Writer) error { return Text(w, r, texts, MailWidth) }},
	}
	stem := fileStem(r)
	for n := 1; ; n++ {
		name := stem
		if n > 1 {
			name += "-" + strconv.Itoa(n)
		}
		paths, err := saveAs(filepath.Join(dir, name), forms)
		if errors.Is(err, fs.ErrExist) && n < mostSameName {
			continue
		}
		return paths, err
	}
}

// mostSameName bounds the search for a name that is free. Names differ by the
// second; so many in one second are no user's.
const mostSameName = 1000

// fileStem is "fix502-report-discord-20261122T100000Z".
func fileStem(r Report) string {
	const longest = 60 // with the rest, well below what every file system takes
	target := strings.Map(func(c rune) rune {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '.', c == '-':
			return c
		case 'A' <= c && c <= 'Z':
			return c + ('a' - 'A')
		}
		return '-'
	}, r.Target.ID)
	target = strings.Trim(target[:min(len(target), longest)], "-.")
	if target != "" {
		target += "-"
	}
	return "fix502-" + sort(r) + "-" + target + r.Started.UTC().Format("20060102T150405Z")
}

// sort names what a report is in the names of its files, so that none is taken for
// that of a real run.
func sort(r Report) string {
	switch {
	case r.Rehearsal != "":
		return "rehearsal"
	case r.Replay != nil:
		return "replay"
	}
	return "report"
}

// saveAs writes all the forms under one name. fs.ErrExist says that it is taken.
func saveAs(path string, forms []form) ([]string, error) {
	var paths []string
	for _, f := range forms {
		err := saveOne(path+f.ending, f.write)
		if err == nil {
			paths = append(paths, path+f.ending)
			continue
		}
		for _, p := range paths {
			err = errors.Join(err, os.Remove(p))
		}
		return nil, &SaveError{Path: reportPath(path+f.ending, err), Code: saveCode(filepath.Dir(path), err), Err: err}
	}
	return paths, nil
}

// reportPath is what the user is told about: the folder where it is not there.
func reportPath(path string, err error) string {
	if dir := filepath.Dir(path); errors.Is(err, fs.ErrNotExist) || !isFolder(dir) {
		return dir
	}
	return path
}

func isFolder(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && info.IsDir()
}

func saveCode(dir string, err error) string {
	switch {
	case errors.Is(err, platform.DiskFull):
		return "save.disk_full"
	case errors.Is(err, fs.ErrPermission):
		return "save.no_permission"
	case errors.Is(err, fs.ErrNotExist), !isFolder(dir):
		return "save.missing_folder"
	}
	return "save.other"
}

// saveOne writes a file beside its place and then moves it there. The library's own
// WriteFile would do, but hides why it could not.
func saveOne(path string, write func(io.Writer) error) error {
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".fix502-report-*")
	if err != nil {
		return err
	}
	_, err = content.WriteTo(temp)
	if err == nil {
		err = temp.Sync()
	}
	if closing := temp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = publish(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, remove(temp.Name()))
	}
	return nil
}

// publish gives a finished file its name unless that is taken. A link does both at
// once; where the file system has none, looking first has to do.
func publish(temp, path string) error {
	err := os.Link(temp, path)
	if err == nil {
		_ = remove(temp) // the report is where it belongs; a second name for it harms nobody
		return nil
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("naming the report: %w", fs.ErrExist)
	}
	return atomic.ReplaceFile(temp, path)
}

// remove is content where there is nothing to remove.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
