package wizard_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
	"fix502/checks/report"
	"fix502/wizard"
)

func sample() wizard.Session {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	return wizard.Session{
		Version: 1, Target: "discord", Seen: checks.SeenApp, Says: "502 Bad Gateway", Changed: at, Current: wizard.ChangeDNS,
		Steps:   map[wizard.StepID]wizard.StepState{wizard.EndProcess: wizard.StepDone, wizard.ChangeDNS: wizard.StepHelped},
		Tried:   []report.Tried{{At: at, Step: "end-process", What: "Closed", Result: "No change"}},
		Verdict: "dns.resolver_down",
	}
}

func TestFileKeepsASession(t *testing.T) {
	keeper := wizard.File{Path: filepath.Join(t.TempDir(), "new folder", "session.json")}
	if _, err := keeper.Load(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("loading what was never saved: %v, want fs.ErrNotExist", err)
	}
	want := sample()
	if err := keeper.Save(want); err != nil {
		t.Fatal(err)
	}
	got, err := keeper.Load()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a session changed by being kept (-saved +loaded):\n%s", diff)
	}
	if err := keeper.Remove(); err != nil {
		t.Fatal(err)
	}
	if err := keeper.Remove(); err != nil {
		t.Errorf("removing twice: %v", err)
	}
}

// TestFileRejectsDamage cuts a kept session at every byte: it is either whole or
// an error, never half a session.
func TestFileRejectsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "session.json")
	keeper := wizard.File{Path: path}
	if err := keeper.Save(sample()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for size := range len(whole) {
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := keeper.Load(); err == nil {
			t.Fatalf("%d of %d bytes were read as a session: %+v", size, len(whole), s)
		}
	}
	if err := os.WriteFile(path, []byte(`{"version":99}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := keeper.Load(); err == nil {
		t.Error("a session of another version was read")
	}
}

// TestSaveLeavesTheOldOne saves into a folder that takes no new file: the error is
// told and the earlier session stays whole.
func TestSaveLeavesTheOldOne(t *testing.T) {
	dir := t.TempDir()
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	keeper := wizard.File{Path: filepath.Join(blocked, "session.json")} // its folder is a file
	if err := keeper.Save(sample()); err == nil {
		t.Error("saving below a file succeeded")
	}
}
