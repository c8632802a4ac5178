package change

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"fix502/platform"
)

// aJournal writes a journal with some of everything, and returns its text.
func aJournal(t *testing.T) []byte {
	d, j := &desk{}, fresh(t)
	c := d.computer(t)
	first, err := Do(t.Context(), j, endDiscord(c))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Do(t.Context(), j, NewFlushDNS(c)); err != nil {
		t.Fatal(err)
	}
	if err := j.Undo(t.Context(), c, first.Entry.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := Do(t.Context(), j, endDiscord(c)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(j.path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The power may go at any byte. Whole lines are kept, half ones listed, and the
// next change is written and read as if nothing had been.
func TestCutOffAtEveryByte(t *testing.T) {
	text := aJournal(t)
	whole := parseLog(text, false)
	if len(whole.Entries) != 3 || len(whole.Damaged) != 0 {
		t.Fatalf("the whole journal: %+v", whole)
	}
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	for cut := range len(text) + 1 {
		if err := os.WriteFile(path, text[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		before, err := Open(path).Log()
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		wholeLinesOnly(t, text, cut, before)
		if err := Open(path).append(line{ID: "NEXT", Event: eventBegin, Kind: FlushDNSKind}); err != nil {
			t.Fatal(err)
		}
		after, err := Open(path).Log()
		if err != nil || len(after.Entries) != len(before.Entries)+1 || after.Entries[len(before.Entries)].ID != "NEXT" {
			t.Fatalf("cut at %d, then written to: %+v, %v", cut, after, err)
		}
		kept, err := os.ReadFile(path)
		if err != nil || !bytes.HasPrefix(kept, text[:cut]) {
			t.Fatalf("cut at %d: what was there is gone", cut)
		}
	}
}

// wholeLinesOnly checks what was read of a journal that was cut off.
func wholeLinesOnly(t *testing.T, text []byte, cut int, log Log) {
	t.Helper()
	rest, _, _ := bytes.Cut(text[cut:], []byte("\n"))
	half := cut > 0 && text[cut-1] != '\n' && len(rest) > 0
	if damaged := len(log.Damaged); half && damaged != 1 || !half && damaged != 0 {
		t.Fatalf("cut at %d: damaged %+v", cut, log.Damaged)
	}
	whole := text[:cut]
	if half {
		whole = whole[:bytes.LastIndexByte(whole, '\n')+1]
	}
	if begun := bytes.Count(whole, []byte(`"event":"begin"`)); len(log.Entries) != begun {
		t.Fatalf("cut at %d: %d entries of %d", cut, len(log.Entries), begun)
	}
}

func TestAChangeCutOffInTheMiddleStandsIfItIsInForce(t *testing.T) {
	d, j := &desk{}, fresh(t)
	c := d.computer(t)
	if _, err := j.lockedBegin(t.Context(), endDiscord(c).Describe()); err != nil {
		t.Fatal(err)
	}
	for _, running := range []bool{true, false} {
		d.running = nil
		if running {
			d.running = []platform.Process{discord(10)}
		}
		standing, err := reopened(j).Standing(t.Context(), c)
		if err != nil || (len(standing) == 1) == running {
			t.Errorf("running %t, standing %+v, %v", running, standing, err)
		}
	}
}

// lockedBegin writes down a change and ends there, as a crash would.
func (j *Journal) lockedBegin(ctx context.Context, d Description) (Entry, error) {
	unlock, err := j.lock(ctx)
	if err != nil {
		return Entry{}, err
	}
	defer unlock()
	return j.begin(d)
}

func TestGarbageIsListedAndKept(t *testing.T) {
	good := aJournal(t)
	first, rest, _ := bytes.Cut(good, []byte("\n"))
	garbage := []string{
		"not json", `{"id":"","event":"begin"}`, `{"id":"STRAY","event":"end"}`, "\x00\xff\x1b[2J",
		`[1,2]`, `null`, strings.Repeat("x", lineLimit+1), string(first),
	}
	text := fmt.Sprintf("%s\n%s\n%s", first, strings.Join(garbage, "\n"), rest)
	log := parseLog([]byte(text), false)
	if len(log.Damaged) != len(garbage) {
		t.Errorf("%d of %d lines are listed: %+v", len(log.Damaged), len(garbage), log.Damaged)
	}
	for i, d := range log.Damaged {
		if d.Line != i+2 || d.Reason == "" || len(d.Text) > shownLimit || strings.ContainsFunc(d.Text, unicode.IsControl) {
			t.Errorf("damage %d is %+v", i, d)
		}
	}
	if diff := cmp.Diff(parseLog(good, false).Entries, log.Entries); diff != "" {
		t.Error(diff)
	}
}

func TestAKindFromTheFutureIsListed(t *testing.T) {
	d, j := &desk{}, fresh(t)
	if _, err := j.lockedBegin(t.Context(), Description{Kind: "set-dns", Code: "change.set-dns", Back: "change.set-dns.back"}); err != nil {
		t.Fatal(err)
	}
	list, err := j.List(t.Context(), d.computer(t))
	if err != nil || len(list.Changes) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if l := list.Changes[0]; l.Stands || !errors.Is(l.Unsure, ErrNoWayBack) {
		t.Errorf("listed as %+v", l)
	}
}

func TestOfALongJournalTheNewestPartIsRead(t *testing.T) {
	d, j := &desk{}, fresh(t)
	c := d.computer(t)
	if _, err := Do(t.Context(), j, NewFlushDNS(c)); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(j.path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	filler := []byte(strings.Repeat(" ", 1<<10-1) + "\n")
	if _, err := file.Write(bytes.Repeat(filler, journalLimit/len(filler))); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Do(t.Context(), j, endDiscord(c)); err != nil {
		t.Fatal(err)
	}
	list, err := j.List(t.Context(), c)
	if err != nil || !list.Cut || len(list.Damaged) != 0 {
		t.Fatalf("cut %t, damaged %+v, %v", list.Cut, list.Damaged, err)
	}
	if len(list.Changes) != 1 || !list.Changes[0].Stands {
		t.Errorf("%+v", list.Changes)
	}
}

func TestTheJournalIsForItsUserAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows gives the folder's own rights to files in it")
	}
	d, j := &desk{}, fresh(t)
	if _, err := Do(t.Context(), j, NewFlushDNS(d.computer(t))); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{j.path: 0o600, j.path + ".lock": 0o600, filepath.Dir(j.path): 0o700} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", filepath.Base(name), info.Mode(), err)
		}
	}
}

func TestALinkIsNotFollowed(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "valuable")
	if err := os.WriteFile(target, []byte("valuable"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, link := range []string{"journal.jsonl", "journal.jsonl.lock"} {
		path := filepath.Join(dir, link)
		if err := os.Symlink(target, path); err != nil {
			t.Skip("no links here:", err)
		}
		if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Skip("links are something else here")
		}
		d := &desk{}
		if _, err := Do(t.Context(), Open(filepath.Join(dir, "journal.jsonl")), NewFlushDNS(d.computer(t))); err == nil {
			t.Errorf("%s: no error", link)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(target); err != nil || string(text) != "valuable" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestManyAtOnce(t *testing.T) {
	const writers, each = 8, 5
	j, d := fresh(t), &desk{}
	c := d.computer(t)
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for range each {
				if _, err := Do(t.Context(), reopened(j), NewFlushDNS(c)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	log, err := j.Log()
	if err != nil || len(log.Entries) != writers*each || len(log.Damaged) != 0 {
		t.Errorf("%d entries, damaged %+v, %v", len(log.Entries), log.Damaged, err)
	}
	for _, e := range log.Entries {
		if e.Outcome != Done {
			t.Errorf("an entry without its end: %+v", e)
		}
	}
}

func TestAnotherStartOfTheProgramIsWaitedFor(t *testing.T) {
	d, j := &desk{running: []platform.Process{discord(10)}}, fresh(t)
	if err := os.MkdirAll(filepath.Dir(j.path), 0o700); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	holder := exec.CommandContext(t.Context(), self)
	holder.Env = append(os.Environ(), lockVariable+"="+j.path+".lock")
	hold, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	says, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	heard, err := bufio.NewReader(says).ReadString('\n')
	if err != nil || strings.TrimSpace(heard) != "held" {
		t.Fatalf("the other start said %q, %v", heard, err)
	}

	c := d.computer(t)
	impatient, cancel := context.WithTimeoutCause(t.Context(), 3*lockLook, ErrBusy)
	defer cancel()
	if _, err := Do(impatient, j, endDiscord(c)); !errors.Is(err, ErrBusy) {
		t.Errorf("while the other holds it: %v", err)
	}
	if len(d.running) != 1 {
		t.Error("the app was ended all the same")
	}
	if err := hold.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Do(t.Context(), j, endDiscord(c)); err != nil {
		t.Errorf("after the other is done: %v", err)
	}
	if err := holder.Wait(); err != nil {
		t.Error(err)
	}
}

func FuzzParseLog(f *testing.F) {
	f.Add([]byte(`{"v":1,"id":"A","event":"begin","at":"2026-11-22T10:00:00Z","kind":"end-app","words":{"app":"x"}}`+"\n"+`{"v":1,"id":"A","event":"end","outcome":"done"}`), false)
	f.Add([]byte("x\n\n{}"), true)
	f.Fuzz(func(t *testing.T, text []byte, cut bool) {
		log := parseLog(text, cut)
		if lines := bytes.Count(text, []byte("\n")) + 1; len(log.Entries)+len(log.Damaged) > lines {
			t.Errorf("%d entries and %d damages in %d lines", len(log.Entries), len(log.Damaged), lines)
		}
		ids := map[string]bool{}
		for _, e := range log.Entries {
			if e.ID == "" || ids[e.ID] {
				t.Errorf("the id %q is empty or twice there", e.ID)
			}
			ids[e.ID] = true
			for _, w := range e.Words {
				if strings.ContainsFunc(w, unicode.IsControl) {
					t.Errorf("the word %q steers terminals", w)
				}
			}
			// Whatever an entry recorded, it is never started without the catalogue.
			if change, err := restore(e, Computer{}); err == nil && change.Undo(t.Context()) == nil {
				t.Errorf("taken back without being allowed: %+v", e)
			}
		}
	})
}
