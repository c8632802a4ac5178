package terminal_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"fix502/platform"
	"fix502/platform/change"
	"fix502/wizard/terminal"
)

// apps is a catalogue of a service with two apps, of which one is not known how to start.
var apps = strings.Replace(plain, "name: Discord,", `name: Discord, apps: [
      {id: chat, name: Chat, linux: {processes: [chat], paths: [/opt/chat], launch: [["/opt/chat/chat", "--quiet"]]}},
      {id: talk, name: Talk, linux: {processes: [talk], paths: [/opt/talk], launch: [["/opt/talk/talk"]]}}],`, 1)

// closes ends an app, as step 2 does, and writes it into the journal.
func (w *world) closes(t *testing.T, id, name string, launch ...string) {
	t.Helper()
	process := platform.Process{PID: 4711, Name: id, Exe: "/opt/" + id + "/" + id, Mine: true, Started: time.Now().Add(-time.Minute)}
	w.host.OnEndProcesses = func(context.Context, []platform.Process, func(platform.EndProgress)) (platform.EndResult, error) {
		return platform.EndResult{Asked: []platform.Process{process}, Quit: []platform.Process{process}}, nil
	}
	c := change.NewEndApp(change.Computer{Machine: w.host}, id, name, []platform.Process{process}, launch)
	if _, err := change.Do(t.Context(), change.Open(w.journal), c); err != nil {
		t.Fatal(err)
	}
}

// launches records what is started.
func (w *world) launches(err error) *[]string {
	var started []string
	w.host.OnLaunch = func(_ context.Context, args []string) error {
		started = append(started, strings.Join(args, " "))
		return err
	}
	return &started
}

func TestUndoNothing(t *testing.T) {
	w := newWorld(t, 200)
	path := w.file(apps)
	for _, args := range [][]string{{"undo"}, {"undo", "--list"}} {
		o := w.run(with(path, args...)...)
		o.exits(t, terminal.ExitHealthy)
		has(t, o.out, "has changed nothing on this computer that still stands")
		if _, err := os.Stat(w.journal); !errors.Is(err, os.ErrNotExist) || o.err != "" {
			t.Errorf("a journal was made (%v), or something said: %q", err, o.err)
		}
	}
}

func TestUndo(t *testing.T) {
	w := newWorld(t, 200)
	path := w.file(apps)
	w.closes(t, "chat", "Chat", "/opt/chat/chat", "--quiet")
	w.closes(t, "talk", "Talk", "/opt/talk/talk")
	started := w.launches(nil)
	before, err := os.ReadFile(w.journal)
	if err != nil {
		t.Fatal(err)
	}

	o := w.run(with(path, "undo", "--list")...)
	o.exits(t, terminal.ExitHealthy)
	lines := strings.Split(strings.TrimSpace(o.out), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], "Closed Talk") || !strings.Contains(lines[1], "Closed Chat") {
		t.Errorf("not newest first:\n%s", o.out)
	}
	has(t, o.out, "Starts Chat again.")
	after, err := os.ReadFile(w.journal)
	if err != nil || string(after) != string(before) || len(*started) != 0 {
		t.Errorf("looking changed something: %v, %v", err, *started)
	}

	o = w.run(with(path, "undo")...)
	o.exits(t, terminal.ExitHealthy)
	has(t, o.out, "Taken back: Closed Chat", "Taken back: Closed Talk")
	if !slices.Equal(*started, []string{"/opt/talk/talk", "/opt/chat/chat --quiet"}) {
		t.Errorf("started %q", *started)
	}
	o = w.run(with(path, "undo")...)
	o.exits(t, terminal.ExitHealthy)
	has(t, o.out, "has changed nothing")
	if len(*started) != 2 {
		t.Errorf("started %q", *started)
	}
}

// TestUndoRefused: what cannot be taken back is said, and keeps nothing else from it.
func TestUndoRefused(t *testing.T) {
	t.Run("it does not start", func(t *testing.T) {
		w := newWorld(t, 200)
		w.closes(t, "chat", "Chat", "/opt/chat/chat", "--quiet")
		w.launches(os.ErrPermission)
		o := w.run(with(w.file(apps), "undo")...)
		o.exits(t, terminal.ExitProblem)
		has(t, o.out, "Could not be taken back: Closed Chat", "By hand: start Chat the usual way.")
	})
	t.Run("nobody's app", func(t *testing.T) {
		w := newWorld(t, 200)
		w.closes(t, "chat", "Chat", "/opt/chat/chat", "--quiet")
		w.closes(t, "evil", "Evil", "/bin/evil")
		started := w.launches(nil)
		o := w.run(with(w.file(apps), "undo")...)
		o.exits(t, terminal.ExitProblem)
		has(t, o.out, "Could not be taken back: Closed Evil", "Taken back: Closed Chat")
		if !slices.Equal(*started, []string{"/opt/chat/chat --quiet"}) {
			t.Errorf("started %q", *started)
		}
	})
	t.Run("interrupted", func(t *testing.T) {
		w := newWorld(t, 200)
		w.closes(t, "chat", "Chat", "/opt/chat/chat", "--quiet")
		started := w.launches(nil)
		ctx, stop := context.WithCancel(t.Context())
		stop()
		w.ctx = ctx
		w.run(with(w.file(apps), "undo")...).exits(t, terminal.ExitInterrupted)
		if len(*started) != 0 {
			t.Errorf("started %q", *started)
		}
	})
}

// TestDamagedJournal: lines that make no sense are told of and left, the others count.
func TestDamagedJournal(t *testing.T) {
	w := newWorld(t, 200)
	path := w.file(apps)
	spoil := func(text string) {
		file, err := os.OpenFile(w.journal, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
	}
	spoil("\x1b[31m no JSON\n")
	o := w.run(with(path, "undo", "--list")...)
	o.exits(t, terminal.ExitHealthy)
	has(t, o.err, "One line")
	has(t, o.out, "has changed nothing")
	w.closes(t, "chat", "Chat\x1b[31m", "/opt/chat/chat", "--quiet")
	spoil(`{"v":1,"id":"x","event":"begin","kind":"fly","code":"change.fly","back":"change.fly.back"}` + "\n{\"v\":1,\"id\":")
	o = w.run(with(path, "undo", "--list")...)
	o.exits(t, terminal.ExitHealthy)
	has(t, o.err, "2 lines")
	has(t, o.out, "Closed Chat")
	started := w.launches(nil)
	o = w.run(with(path, "undo")...)
	o.exits(t, terminal.ExitProblem) // what another version did stays
	has(t, o.err, "2 lines")
	has(t, o.out, "Left alone, because", "A change of another version of Fix502", "Taken back: Closed Chat")
	if len(*started) != 1 {
		t.Errorf("started %q", *started)
	}
}

func TestUnreadableJournal(t *testing.T) {
	w := newWorld(t, 200)
	if err := os.Mkdir(w.journal, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"undo"}, {"undo", "--list"}} {
		o := w.run(with(w.file(apps), args...)...)
		o.exits(t, terminal.ExitInternal)
		has(t, o.err, "could not be read at "+w.journal)
		if o.out != "" {
			t.Errorf("standard output has %q", o.out)
		}
	}
}

// TestUndoOne takes back one change by its number in the list, and nothing else.
func TestUndoOne(t *testing.T) {
	w := newWorld(t, 200)
	path := w.file(apps)
	w.closes(t, "chat", "Chat", "/opt/chat/chat", "--quiet")
	w.closes(t, "talk", "Talk", "/opt/talk/talk")
	started := w.launches(nil)
	for _, wrong := range []string{"0", "3", "x", "1.5", "-1"} {
		w.run(with(path, "undo", "--", wrong)...).exits(t, terminal.ExitUsage)
	}
	o := w.run(with(path, "undo", "1", "7")...)
	o.exits(t, terminal.ExitUsage)
	has(t, o.err, "\"7\" is not the number")
	if len(*started) != 0 {
		t.Errorf("started %q", *started)
	}
	o = w.run(with(path, "undo", "--list")...)
	has(t, o.out, "1  ", "2  ")
	o = w.run(with(path, "undo", "2")...)
	o.exits(t, terminal.ExitHealthy)
	has(t, o.out, "Taken back: Closed Chat")
	if !slices.Equal(*started, []string{"/opt/chat/chat --quiet"}) {
		t.Errorf("started %q", *started)
	}
	if o = w.run(with(path, "undo", "--list")...); !strings.HasPrefix(o.out, "1  ") || !strings.Contains(o.out, "Closed Talk") || strings.Contains(o.out, "Closed Chat") {
		t.Errorf("%s", o.out)
	}
}

// TestUndoSaysWhyItAsks: the sentence comes before the system asks, and a no is an
// answer, with what to do by hand.
func TestUndoSaysWhyItAsks(t *testing.T) {
	w := newWorld(t, 200)
	path := w.file(apps)
	line := platform.HostsLine{Number: 3, Text: "192.0.2.9 site.test", Names: []string{"site.test"}}
	off := false
	w.host.OnHostsOff = func(context.Context, []platform.HostsLine) ([]platform.HostsLine, error) {
		if off {
			return []platform.HostsLine{line}, nil
		}
		return nil, nil
	}
	w.host.OnSwitchHosts = func(_ context.Context, _ []platform.HostsLine, to bool) error {
		if !to {
			return platform.ErrRightsDenied
		}
		off = true
		return nil
	}
	c := change.NewHostsEntry(change.Computer{Machine: w.host}, []platform.HostsLine{line})
	if _, err := change.Do(t.Context(), change.Open(w.journal), c); err != nil {
		t.Fatal(err)
	}
	o := w.run(with(path, "undo", "--list")...)
	o.exits(t, terminal.ExitHealthy)
	has(t, o.out, "the hosts file belongs to the whole computer")
	for _, args := range [][]string{{"undo"}, {"undo", "1"}} {
		o = w.run(with(path, args...)...)
		o.exits(t, terminal.ExitProblem)
		has(t, o.err, "administrator's password: the hosts file belongs to the whole computer")
		has(t, o.out, "Could not be taken back: Switched off what the hosts file says of site.test", "You didn't give the rights", "Open the hosts file as an administrator")
	}
}
