package wizard_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"fix502/platform"
	"fix502/platform/change"
	"fix502/platform/platformtest"
	"fix502/wizard"
)

// witness fails the test where something is changed that the journal on the disk
// does not announce.
type witness struct {
	t       *testing.T
	journal func() *change.Journal
	calls   int
}

func (w *witness) call() {
	w.calls++
	text, err := os.ReadFile(w.journal().Path())
	if err != nil || !strings.Contains(string(text), `"event":"begin"`) {
		w.t.Errorf("changed before it was written down: %q, %v", text, err)
	}
}

// changing are all the actions that change something on this computer, each with
// how a user comes to it.
func changing() map[wizard.ActionID]func(t *testing.T, w *witness) {
	return map[wizard.ActionID]func(t *testing.T, w *witness){
		wizard.EndApp:            func(t *testing.T, w *witness) { endByWitness(t, w, wizard.EndApp) },
		wizard.EndAndStartApp:    func(t *testing.T, w *witness) { endByWitness(t, w, wizard.EndAndStartApp) },
		wizard.ClearAppCache:     func(t *testing.T, w *witness) { clearByWitness(t, w, wizard.ClearAppCache, "chat-stable") },
		wizard.ClearBrowserCache: func(t *testing.T, w *witness) { clearByWitness(t, w, wizard.ClearBrowserCache, "browser:chrome") },
		wizard.FlushDNS: func(t *testing.T, w *witness) {
			s := newSick(t)
			s.called, w.journal = w.call, func() *change.Journal { return s.journal }
			s.flow.Do(t.Context(), wizard.ChangeDNS, wizard.FlushDNS, "", quiet)
		},
		wizard.SwitchDNS: func(t *testing.T, w *witness) {
			b := newBooks(t, 200, true)
			b.onSet, w.journal = w.call, b.flow.JournalForTest
			b.flow.Do(t.Context(), wizard.ChangeDNS, wizard.SwitchDNS, "", quiet)
			b.flow.EndTrial(t.Context())
		},
		wizard.RestartComputer: restartByWitness,
		wizard.SwitchHostsOff:  func(t *testing.T, w *witness) { fixByWitness(t, w, "device.hosts_override") },
		wizard.SwitchProxyOff:  func(t *testing.T, w *witness) { fixByWitness(t, w, "device.proxy") },
		wizard.SetClock:        func(t *testing.T, w *witness) { fixByWitness(t, w, "device.clock_wrong") },
	}
}

func endByWitness(t *testing.T, w *witness, id wizard.ActionID) {
	d := &desk{running: discords()}
	f, journal := deskFlow(t, d, func(h *platformtest.Host) {
		h.OnEndProcesses = func(ctx context.Context, list []platform.Process, progress func(platform.EndProgress)) (platform.EndResult, error) {
			w.call()
			return d.end(ctx, list, progress)
		}
		h.OnLaunch = func(context.Context, []string) error { w.call(); return nil }
		h.OnAskToQuit = func(context.Context, []string) error { w.call(); return nil }
	})
	w.journal = func() *change.Journal { return journal }
	f.Do(t.Context(), wizard.EndProcess, id, "", quiet)
}

func clearByWitness(t *testing.T, w *witness, id wizard.ActionID, choice string) {
	world := newCacheWorld(t)
	w.journal = func() *change.Journal { return world.journal }
	ctx := platform.WithPoints(t.Context(), func(name string) {
		if strings.HasPrefix(name, "before moving") {
			w.call()
		}
	})
	world.Do(ctx, wizard.ClearCache, id, choice, quiet)
}

func restartByWitness(t *testing.T, w *witness) {
	b := &box{way: platform.RestartWay{Possible: true}}
	f := b.flow(t, t.TempDir())
	host := f.HostForTest().(*platformtest.Host)
	wish, restart := host.OnSetLoginStart, host.OnRestart
	host.OnSetLoginStart = func(ctx context.Context) error { w.call(); return wish(ctx) }
	host.OnRestart = func(ctx context.Context, reason string) error { w.call(); return restart(ctx, reason) }
	w.journal = f.JournalForTest
	f.Do(t.Context(), wizard.Restart, wizard.RestartComputer, "", quiet)
}

func fixByWitness(t *testing.T, w *witness, code string) {
	s := newSick(t)
	s.called, w.journal = w.call, func() *change.Journal { return s.journal }
	s.fix(t, code)
}

// No action runs without a journal entry, on the disk before anything is changed.
func TestNothingIsChangedBeforeItIsWrittenDown(t *testing.T) {
	for id, do := range changing() {
		t.Run(string(id), func(t *testing.T) {
			w := &witness{t: t, journal: func() *change.Journal { return change.Open("") }}
			do(t, w)
			if w.calls == 0 {
				t.Error("nothing was changed, so nothing is proven")
			}
		})
	}
}

// The list above is whole: every button that asks first is in it, of all the steps
// and cards, on computers on which they are offered.
func TestEveryChangingActionIsProven(t *testing.T) {
	proven := changing()
	s := newSick(t)
	flows := []*wizard.Flow{s.flow, newCacheWorld(t).Flow}
	desk, _ := deskFlow(t, &desk{running: discords()}, nil)
	flows = append(flows, desk, (&box{way: platform.RestartWay{Possible: true}}).flow(t, t.TempDir()))
	seen := make(map[wizard.ActionID]bool)
	look := func(a wizard.ActionView) {
		if a.Changes && proven[a.ID] == nil {
			t.Errorf("%s changes something, and is not proven", a.ID)
		}
		seen[a.ID] = seen[a.ID] || a.Changes
	}
	for _, f := range flows {
		for _, step := range wizard.Steps {
			for _, a := range f.Page(t.Context(), step.ID).Actions {
				look(a)
			}
		}
	}
	for _, c := range s.flow.Verdict().Cards {
		if c.Action != nil {
			look(*c.Action)
		}
	}
	for id := range proven {
		if !seen[id] {
			t.Errorf("%s does not ask first", id)
		}
	}
}
