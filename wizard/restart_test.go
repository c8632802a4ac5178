package wizard_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fix502/platform"
	"fix502/platform/change"
	"fix502/platform/platformtest"
	"fix502/wizard"
)

// box is a computer that can be restarted.
type box struct {
	boot     int // how often it was started
	up       time.Duration
	wish     bool // Fix502 is opened at the next sign-in
	way      platform.RestartWay
	refusal  error
	noWish   bool // nothing can be left for the next sign-in
	reasons  []string
	called   int // restarts called off
	fast     bool
	switched time.Time
}

func (b *box) flow(t *testing.T, dir string) *wizard.Flow {
	t.Helper()
	return flow(t, newSite(t, http.StatusOK), func(p *wizard.Parts, h *platformtest.Host) {
		p.Journal = change.Open(filepath.Join(dir, "journal.jsonl"))
		p.Keeper = wizard.File{Path: filepath.Join(dir, "session.json")}
		h.OnUptime = func(context.Context) (platform.Uptime, error) {
			return platform.Uptime{For: b.up, BootID: fmt.Sprint(b.boot), FastStart: b.fast, Switched: b.switched}, nil
		}
		h.OnRestartWay = func(context.Context) (platform.RestartWay, error) { return b.way, nil }
		h.OnRestart = func(_ context.Context, reason string) error {
			b.reasons = append(b.reasons, reason)
			return b.refusal
		}
		h.OnCancelRestart = func(context.Context) error { b.called++; return nil }
		h.OnLoginStart = func(context.Context) (string, bool, error) { return "autostart", b.wish, nil }
		h.OnSetLoginStart = func(context.Context) error {
			if b.noWish {
				return platform.ErrNoLoginStart
			}
			b.wish = true
			return nil
		}
		h.OnClearLoginStart = func(context.Context) error { b.wish = false; return nil }
	})
}

func restart(t *testing.T, f *wizard.Flow) wizard.Result {
	t.Helper()
	run(t, f)
	return f.Do(t.Context(), wizard.Restart, wizard.RestartComputer, "", func(string) {})
}

// A restart that was asked for is gone on from, once; and it leaves nothing behind.
func TestTheWalkGoesOnAfterTheRestart(t *testing.T) {
	dir := t.TempDir()
	b := &box{up: 12 * 24 * time.Hour, way: platform.RestartWay{Possible: true}}
	if r := restart(t, b.flow(t, dir)); !r.OK || !b.wish || len(b.reasons) != 1 || !strings.Contains(r.Lines[0], "opens by itself") {
		t.Fatalf("%+v, wish %v", r, b.wish)
	}
	b.boot, b.up = b.boot+1, 2*time.Minute
	f := b.flow(t, dir)
	got, came := f.AfterRestart(t.Context())
	if !came || got.Step != wizard.Restart || !strings.Contains(got.Text, "12 days") || !strings.Contains(got.Text, "2 minutes ago") || b.wish {
		t.Fatalf("%+v, %v, wish %v", got, came, b.wish)
	}
	if err := f.Resume(got.Session); err != nil {
		t.Fatal(err)
	}
	if c := f.Recheck(t.Context(), got.Step, func(int, int) {}); c.Before == "" || c.Text == "" {
		t.Errorf("nothing is compared: %+v", c)
	}
	if _, again := b.flow(t, dir).AfterRestart(t.Context()); again {
		t.Error("a second start finds the restart again")
	}
}

// A start without a restart takes the wish back and offers the walk as ever.
func TestNoRestartCame(t *testing.T) {
	dir := t.TempDir()
	b := &box{up: time.Hour, way: platform.RestartWay{Possible: true}}
	restart(t, b.flow(t, dir))
	f := b.flow(t, dir)
	if got, came := f.AfterRestart(t.Context()); came || b.wish {
		t.Errorf("%+v, wish %v", got, b.wish)
	}
	if _, kept := f.Earlier(); !kept {
		t.Error("the walk is forgotten")
	}
}

func TestARestartThatDoesNotBegin(t *testing.T) {
	for name, row := range map[string]struct {
		box
		want string
	}{
		"the user says no":   {box{way: platform.RestartWay{Possible: true}, refusal: platform.ErrRightsDenied}, "You didn’t give the rights"},
		"nobody can ask":     {box{way: platform.RestartWay{Possible: true}, refusal: platform.ErrNoWayToRights}, "no way to restart"},
		"there is no way":    {box{}, "no way to restart"},
		"something else":     {box{way: platform.RestartWay{Possible: true}, refusal: context.DeadlineExceeded}, "did not begin"},
		"and no wish either": {box{way: platform.RestartWay{Possible: true}, refusal: platform.ErrRightsDenied, noWish: true}, "You didn’t give the rights"},
	} {
		t.Run(name, func(t *testing.T) {
			f := row.flow(t, t.TempDir())
			r := restart(t, f)
			if r.OK || !strings.Contains(r.Text, row.want) || row.wish || f.Session().Awaited != nil {
				t.Errorf("%+v, wish %v, awaited %v", r, row.wish, f.Session().Awaited)
			}
			if list := f.Changes(t.Context()); slices.ContainsFunc(list, func(c wizard.ChangeView) bool { return c.Stands }) {
				t.Errorf("something stands: %+v", list)
			}
		})
	}
}

func TestARestartIsCalledOff(t *testing.T) {
	b := &box{up: time.Hour, way: platform.RestartWay{Possible: true, Grace: time.Minute}}
	f := b.flow(t, t.TempDir())
	listed := func() bool {
		return slices.ContainsFunc(f.Page(t.Context(), wizard.Restart).Actions, func(a wizard.ActionView) bool { return a.ID == wizard.CancelRestart })
	}
	if listed() {
		t.Error("there is nothing to call off yet")
	}
	if r := restart(t, f); !strings.Contains(r.Text, "60 seconds") || !listed() {
		t.Errorf("%+v, listed %v", r, listed())
	}
	r := f.Do(t.Context(), wizard.Restart, wizard.CancelRestart, "", func(string) {})
	if !r.OK || b.called != 1 || b.wish || listed() || f.Session().Awaited != nil {
		t.Errorf("%+v, called off %d times, wish %v", r, b.called, b.wish)
	}
}

func TestHowLongItHasBeenUp(t *testing.T) {
	for name, row := range map[string]struct {
		box
		want []string
	}{
		"plain":                  {box{up: 3 * 24 * time.Hour}, []string{"last started anew 3 days ago"}},
		"one day":                {box{up: 25 * time.Hour}, []string{"one day ago"}},
		"fast start-up":          {box{up: 40 * 24 * time.Hour, fast: true}, []string{"40 days ago", "“Shut down” does not count"}},
		"fast start-up, and how": {box{up: 40 * 24 * time.Hour, fast: true, switched: time.Now().Add(-3 * time.Hour)}, []string{"switched on 3 hours ago, but Windows itself was last started anew 40 days ago", "“Restart”"}},
		"unknown":                {box{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			known := row.flow(t, t.TempDir()).Page(t.Context(), wizard.Restart).Known
			if len(known) != len(row.want) {
				t.Fatalf("%q", known)
			}
			for i, want := range row.want {
				if !strings.Contains(known[i], want) {
					t.Errorf("%q, want %q", known[i], want)
				}
			}
		})
	}
}

// What is asked beforehand names all that will happen.
func TestRestartAsksFirst(t *testing.T) {
	b := &box{way: platform.RestartWay{Possible: true, Asks: true, Others: true, Grace: time.Minute}}
	page := b.flow(t, t.TempDir()).Page(t.Context(), wizard.Restart)
	i := slices.IndexFunc(page.Actions, func(a wizard.ActionView) bool { return a.ID == wizard.RestartComputer })
	if a := page.Actions[i]; !a.Changes || len(a.Items) != 5 || a.Off != "" {
		t.Errorf("%+v", a)
	}
	page = (&box{}).flow(t, t.TempDir()).Page(t.Context(), wizard.Restart)
	if a := page.Actions[i]; a.Off == "" || a.Primary {
		t.Errorf("%+v", a)
	}
}
