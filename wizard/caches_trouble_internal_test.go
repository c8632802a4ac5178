package wizard

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"fix502/checks/text"
	"fix502/platform"
	"fix502/platform/change"
)

// What keeps caches from being moved is said in words, never as the system says it.
func TestCacheTrouble(t *testing.T) {
	texts, err := text.Load(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	f := &Flow{parts: Parts{Texts: texts}}
	for want, err := range map[string]error{
		"did.cache.in-use":  change.ErrInUse,
		"did.not-journaled": change.ErrNoJournal,
		"did.cache.stopped": context.Canceled,
		"did.cache.volume":  &os.LinkError{Op: "rename", Err: platform.OtherVolume},
		"did.cache.full":    &fs.PathError{Op: "mkdir", Err: platform.DiskFull},
		"did.cache.refused": &fs.PathError{Op: "rename", Err: syscall.EACCES},
		"did.cache.failed":  errors.New("anything else"),
	} {
		got := cacheTrouble(fmt.Errorf("clearing caches: %w", err))
		if got != want || f.Tr(got, nil) == got {
			t.Errorf("%v: %s, %q", err, got, f.Tr(got, nil))
		}
	}
}

func TestSize(t *testing.T) {
	texts, err := text.Load(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	f := &Flow{parts: Parts{Texts: texts}}
	for bytes, want := range map[int64]string{1: "1 kB", 4300: "4 kB", 412_300_000: "412 MB", 1_260_000_000: "1.3 GB"} {
		if got := f.size(bytes); got != want {
			t.Errorf("%d: %s", bytes, got)
		}
	}
}
