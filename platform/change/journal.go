package change

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const (
	// lineLimit bounds one line of the journal, in bytes. An entry has some 1 kB.
	lineLimit = 64 << 10
	// journalLimit bounds what is read of a journal, in bytes: the newest part, as
	// that is what can still stand.
	journalLimit = 4 << 20
	// lockPatience is how long another start of the program may keep the journal:
	// as long as a change takes, the ending of an app being the longest.
	lockPatience = 20 * time.Second
	// journalVersion is written into every line.
	journalVersion = 1
)

// ErrBusy says that another start of the program is changing something.
var ErrBusy = errors.New("another start of the program is changing something")

// Journal is the record of changes: a file of JSON lines that is only ever
// appended to. Each line is on the disk before what it announces is done.
type Journal struct {
	path string
	now  func() time.Time
}

// Open names the journal's file. Nothing is touched before the first change, and
// a journal that is not there is an empty one.
func Open(path string) *Journal { return &Journal{path: path, now: time.Now} }

// Path is the journal's file, which need not be there yet.
func (j *Journal) Path() string { return j.path }

// The events of a change's life, one line each.
const (
	eventBegin  = "begin"  // is about to be made
	eventEnd    = "end"    // was made, or not
	eventUndo   = "undo"   // is about to be taken back
	eventUndone = "undone" // was taken back, or not
	eventFinal  = "final"  // what was kept for the way back is dropped, or could not be
	eventKeep   = "keep"   // the user wants it to stay: the trial is over
)

// line is one line of the file.
type line struct {
	Version int               `json:"v"`
	ID      string            `json:"id"`
	Event   string            `json:"event"`
	At      time.Time         `json:"at"`
	Kind    Kind              `json:"kind,omitempty"`
	Subject string            `json:"subject,omitempty"`
	Code    string            `json:"code,omitempty"`
	Words   map[string]string `json:"words,omitempty"`
	Back    string            `json:"back,omitempty"`
	Args    json.RawMessage   `json:"args,omitempty"`
	Trial   bool              `json:"trial,omitempty"`
	Outcome Outcome           `json:"outcome,omitempty"`
	Detail  string            `json:"detail,omitempty"`
}

// lock keeps other starts of the program from changing anything until the
// function it returns is called.
func (j *Journal) lock(ctx context.Context) (func(), error) {
	if err := os.MkdirAll(filepath.Dir(j.path), 0o700); err != nil {
		return nil, fmt.Errorf("making the journal's folder: %w", err)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, lockPatience, ErrBusy)
	defer cancel()
	unlock, err := lockFile(ctx, j.path+".lock")
	if err != nil {
		return nil, fmt.Errorf("waiting for the journal: %w", err)
	}
	return unlock, nil
}

// begin writes down a change that is about to be made.
func (j *Journal) begin(d Description) (Entry, error) {
	args, err := json.Marshal(d.Args)
	if err != nil {
		return Entry{}, fmt.Errorf("writing down a change: %w", err)
	}
	l := line{
		ID: rand.Text(), Event: eventBegin, At: j.now().UTC(),
		Kind: d.Kind, Subject: d.Subject, Code: d.Code, Words: d.Words, Back: d.Back, Args: args,
		Trial: d.Trial > 0,
	}
	if err := j.append(l); err != nil {
		return Entry{}, err
	}
	return l.entry(), nil
}

// note writes down what became of a change.
func (j *Journal) note(l line) error {
	l.At = j.now().UTC()
	return j.append(l)
}

// append writes one line at the end of the file and waits until it is on the
// disk. A line that an earlier start left unfinished is ended first, so that it
// spoils no other.
func (j *Journal) append(l line) error {
	l.Version = journalVersion
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	if len(text) > lineLimit {
		return fmt.Errorf("writing the journal: an entry of %d bytes: %w", len(text), errTooLong)
	}
	if err := j.write(append(text, '\n')); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	return nil
}

var (
	errTooLong = errors.New("too long")
	errNoFile  = errors.New("not an ordinary file")
)

// write puts bytes at the end of the file, durably.
func (j *Journal) write(text []byte) (err error) {
	fresh, err := j.isFresh()
	if err != nil {
		return err
	}
	file, err := os.OpenFile(j.path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	whole, err := endsWhole(file)
	if err != nil {
		return err
	}
	if !whole {
		text = append([]byte{'\n'}, text...)
	}
	// One write, so that a reader sees all of the line or none.
	if _, err := file.Write(text); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if fresh {
		return syncDir(filepath.Dir(j.path))
	}
	return nil
}

// isFresh tells whether there is no file yet. What is there must be an ordinary
// file: a pipe would hang, a link might lead to something of value.
func (j *Journal) isFresh() (bool, error) {
	info, err := os.Lstat(j.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return true, nil
	case err != nil:
		return false, err
	case !info.Mode().IsRegular():
		return false, errNoFile
	}
	return false, nil
}

// endsWhole tells whether a file is empty or ends with the end of a line.
func endsWhole(file *os.File) (bool, error) {
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return true, err
	}
	last := make([]byte, 1)
	if _, err := file.ReadAt(last, info.Size()-1); err != nil {
		return false, err
	}
	return last[0] == '\n', nil
}

// read returns the newest part of the file, and whether older parts were left out.
func (j *Journal) read() (text []byte, cut bool, err error) {
	if fresh, err := j.isFresh(); fresh || err != nil {
		return nil, false, err
	}
	file, err := os.Open(j.path)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = file.Close() }() // only read from
	info, err := file.Stat()
	if err != nil {
		return nil, false, err
	}
	start := max(0, info.Size()-journalLimit)
	text, err = io.ReadAll(io.LimitReader(io.NewSectionReader(file, start, journalLimit), journalLimit))
	return text, start > 0, err
}
