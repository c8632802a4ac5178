package report

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"fix502/checks"
	"fix502/platform"
)

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestSave(t *testing.T) {
	dir, r := t.TempDir(), built(t)
	stem := "fix502-report-discord-20261122T100000Z"
	var all []string
	for _, suffix := range []string{"", "-2", "-3"} {
		paths, err := Save(dir, r, english(t))
		if err != nil {
			t.Fatal(err)
		}
		want := []string{stem + suffix + ".json", stem + suffix + ".html", stem + suffix + ".txt"}
		for i, p := range paths {
			if p != filepath.Join(dir, want[i]) {
				t.Errorf("%s, want %s", p, want[i])
			}
		}
		all = append(all, want...)
	}
	slices.Sort(all)
	if got := names(t, dir); !slices.Equal(got, all) {
		t.Errorf("the folder has %v", got)
	}
	f, err := os.Open(filepath.Join(dir, stem+".json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if back, err := ReadJSON(f); err != nil || back.Verdict.Code != r.Verdict.Code {
		t.Errorf("%s, %v", back.Verdict.Code, err)
	}
}

// TestSaveKeepsOthers: a file of the same name that is there already stays, whichever of
// the three it is, and so does what many writers at once have made.
func TestSaveKeepsOthers(t *testing.T) {
	dir, r, texts := t.TempDir(), built(t), english(t)
	taken := filepath.Join(dir, "fix502-report-discord-20261122T100000Z.txt")
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	const writers = 8
	var wait sync.WaitGroup
	for range writers {
		wait.Go(func() {
			if _, err := Save(dir, r, texts); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if raw, err := os.ReadFile(taken); err != nil || string(raw) != "mine" {
		t.Errorf("%q, %v", raw, err)
	}
	if got := names(t, dir); len(got) != 3*writers+1 {
		t.Errorf("%d files: %v", len(got), got)
	}
}

func TestFileStem(t *testing.T) {
	for id, want := range map[string]string{
		"discord": "discord-", "../../etc/passwd": "etc-passwd-", "Example.ORG": "example.org-", "": "", "[user].x": "user-.x-",
		"a\\b:c": "a-b-c-", "日本": "", strings.Repeat("x", 300): strings.Repeat("x", 60) + "-",
	} {
		r := built(t)
		r.Target.ID = id
		if got := fileStem(r); got != "fix502-report-"+want+"20261122T100000Z" {
			t.Errorf("%q: %s", id, got)
		}
	}
}

func TestSaveErrors(t *testing.T) {
	texts := english(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	gone := filepath.Join(t.TempDir(), "gone")
	for dir, want := range map[string]string{gone: "save.missing_folder", file: "save.missing_folder"} {
		_, err := Save(dir, built(t), texts)
		var bad *SaveError
		if !errors.As(err, &bad) || bad.Code != want || bad.Path != dir {
			t.Errorf("%s: %v", dir, err)
		}
		if bad != nil && strings.Contains(texts.Tr(bad.Code, checks.Args{"path": bad.Path}), "save.") {
			t.Errorf("%s has no words", bad.Code)
		}
	}
}

// TestNoPermission makes a folder that must not be written to.
func TestNoPermission(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o700) }) //nolint:errcheck // a folder of this test only
	if f, err := os.Create(filepath.Join(dir, "x")); err == nil {
		f.Close()
		t.Skip("this account may write anywhere")
	}
	_, err := Save(dir, built(t), english(t))
	var bad *SaveError
	if !errors.As(err, &bad) || bad.Code != "save.no_permission" {
		t.Errorf("%v", err)
	}
}

// TestSaveCodes: the system's reasons, as far down an error as they may be.
func TestSaveCodes(t *testing.T) {
	dir := t.TempDir()
	for want, err := range map[string]error{
		"save.disk_full":      errors.Join(&fs.PathError{Op: "write", Path: "x", Err: platform.DiskFull}, errors.New("and more")),
		"save.no_permission":  &os.LinkError{Op: "link", Err: fs.ErrPermission},
		"save.missing_folder": &fs.PathError{Op: "open", Err: fs.ErrNotExist},
		"save.other":          io.ErrShortWrite,
	} {
		if got := saveCode(dir, err); got != want {
			t.Errorf("%v: %s, want %s", err, got, want)
		}
	}
}

// TestNothingHalf: where the second file cannot be written, the first does not stay.
func TestNothingHalf(t *testing.T) {
	dir := t.TempDir()
	good := func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err }
	_, err := saveAs(filepath.Join(dir, "report"), []form{{".json", good}, {".html", func(io.Writer) error { return errFull }}})
	var bad *SaveError
	if !errors.As(err, &bad) || bad.Code != "save.other" || !errors.Is(err, errFull) {
		t.Errorf("%v", err)
	}
	if left := names(t, dir); len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
}

// TestDiskFull saves into folders that have room for nothing, and for a part.
func TestDiskFull(t *testing.T) {
	for _, size := range []string{"4k", "40k"} {
		dir := t.TempDir()
		if out, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
			t.Skipf("no small disk can be made here: %v %s", err, out)
		}
		t.Cleanup(func() {
			if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil { //nolint:noctx // the test's context has ended here
				t.Errorf("%v %s", err, out)
			}
		})
		_, err := Save(dir, built(t), english(t))
		var bad *SaveError
		if !errors.As(err, &bad) || bad.Code != "save.disk_full" {
			t.Errorf("%s: %v", size, err)
		}
		if left := names(t, dir); len(left) != 0 {
			t.Errorf("%s: left over: %v", size, left)
		}
	}
}
