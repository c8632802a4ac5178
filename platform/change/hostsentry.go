package change

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fix502/platform"
)

// HostsEntryKind is the switching off of lines of the hosts file.
const HostsEntryKind Kind = "hosts-entry"

// HostsEntry switches lines of the hosts file off, by making comments of them. The
// way back makes exactly those lines of the comments again, wherever they are by
// then; a comment that is another by then is left.
//
// An entry of the journal is not believed: lines come back only where the hosts file
// itself holds them behind Fix502's mark.
type HostsEntry struct {
	Lines []platform.HostsLine

	computer Computer
}

type hostsEntryArgs struct {
	Lines []platform.HostsLine `json:"lines"`
}

// hostsLinesLimit bounds the lines of one change: each is an argument of helper
// mode, after the verb.
const hostsLinesLimit = argumentsLimit - 1

// ErrTooMany says that there is more to change than is changed at once.
var ErrTooMany = errors.New("too many to be changed at once")

// NewHostsEntry plans it.
func NewHostsEntry(c Computer, lines []platform.HostsLine) *HostsEntry {
	return &HostsEntry{Lines: lines, computer: c}
}

func restoreHostsEntry(e Entry, c Computer) (Change, error) {
	var a hostsEntryArgs
	if err := decode(e, &a); err != nil {
		return nil, err
	}
	h := NewHostsEntry(c, a.Lines)
	if err := h.check(); err != nil {
		return nil, fmt.Errorf("lines of the hosts file: %w", errors.Join(ErrNotAllowed, err))
	}
	return h, nil
}

// check tells whether all lines can be switched off and on again.
func (h *HostsEntry) check() error {
	if len(h.Lines) == 0 || len(h.Lines) > hostsLinesLimit {
		return ErrTooMany
	}
	for _, l := range h.Lines {
		if _, ok := l.Off(); !ok {
			return errArguments
		}
		if arg := l.Arg(); len(arg) > argumentLimit {
			return errArguments
		}
		if _, err := platform.ParseHostsArg(l.Arg()); err != nil {
			return err
		}
	}
	return nil
}

// Describe is part of Change.
func (h *HostsEntry) Describe() Description {
	var names, numbers []string
	sum := sha256.New()
	for _, l := range h.Lines {
		for _, name := range l.Names {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		numbers = append(numbers, strconv.Itoa(l.Number))
		sum.Write([]byte(l.Arg() + "\n"))
	}
	return Description{
		Kind: HostsEntryKind, Subject: hex.EncodeToString(sum.Sum(nil)),
		Code: "change.hosts-entry", Back: "change.hosts-entry.back",
		Words: map[string]string{"names": strings.Join(names, ", "), "lines": strings.Join(numbers, ", ")},
		Args:  hostsEntryArgs{h.Lines},
	}
}

// Apply is part of Change.
func (h *HostsEntry) Apply(ctx context.Context) error {
	if err := h.check(); err != nil {
		return fmt.Errorf("switching lines of the hosts file off: %w", err)
	}
	return nothing(h.computer.Machine.SwitchHosts(ctx, h.Lines, true))
}

// Verify is part of Change.
func (h *HostsEntry) Verify(ctx context.Context) (bool, error) {
	off, err := h.computer.Machine.HostsOff(ctx, h.Lines)
	return len(off) > 0, err
}

// Undo is part of Change. Lines that are on again, or gone, are left.
func (h *HostsEntry) Undo(ctx context.Context) error {
	off, err := h.computer.Machine.HostsOff(ctx, h.Lines)
	if err != nil || len(off) == 0 {
		return err
	}
	err = h.computer.Machine.SwitchHosts(ctx, off, false)
	if errors.Is(err, platform.ErrHelperNothing) {
		return nil
	}
	return err
}

// ByHand says what to do where taking it back by itself does not work.
func (h *HostsEntry) ByHand() (code string, words map[string]string) {
	return "change.hosts-entry.by-hand", h.Describe().Words
}

// nothing turns the helper's word for "nothing to do" into that of changes.
func nothing(err error) error {
	if errors.Is(err, platform.ErrHelperNothing) {
		return errors.Join(ErrNothing, err)
	}
	return err
}
