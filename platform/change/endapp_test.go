package change

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fix502/platform"
)

// family is an app with everything that surrounds it.
func family() []platform.Process {
	list := []platform.Process{
		{PID: 9, Parent: 1, Name: "Update.exe", Exe: `C:\Users\sam\AppData\Local\Discord\Update.exe`},
		{PID: 10, Parent: 9, Name: "Discord.exe", Exe: `C:\Users\sam\AppData\Local\Discord\app-1.0.9018\Discord.exe`, Args: []string{"Discord.exe"}},
		{PID: 11, Parent: 10, Name: "Discord.exe", Exe: `C:\Users\sam\AppData\Local\Discord\app-1.0.9018\Discord.exe`, Args: []string{"Discord.exe", "--type=gpu-process"}},
		{PID: 12, Parent: 10, Name: "reg.exe", Exe: `C:\Windows\System32\reg.exe`, Args: []string{"reg.exe"}},
	}
	for i := range list {
		list[i].Mine, list[i].Started = true, time.Unix(1000, 0)
	}
	return list
}

// The app counts as closed once it is gone itself, whatever of it is left over.
func TestClosedIsToldByTheAppItself(t *testing.T) {
	updated := family()[1]
	updated.Exe = `C:\Users\sam\AppData\Local\Discord\app-1.0.9020\Discord.exe`
	elsewhere := family()[1]
	elsewhere.Exe = `C:\Games\Discord.exe`
	for name, row := range map[string]struct {
		running []platform.Process
		want    bool
	}{
		"nothing runs":                {nil, true},
		"a helper is left":            {family()[2:3], true},
		"the updater is left":         {family()[:1], true},
		"what it started is left":     {family()[3:], true},
		"it runs":                     {family()[1:2], false},
		"it runs, updated meanwhile":  {[]platform.Process{updated}, false},
		"another of the name is here": {[]platform.Process{elsewhere}, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{running: row.running}
			e := NewEndApp(d.computer(t), "discord", "Discord", family(), launchArgs())
			if got, err := e.Verify(t.Context()); got != row.want || err != nil {
				t.Errorf("closed: %v, %v; want %v", got, err, row.want)
			}
		})
	}
}

// Where only leftovers are ended, there is no app to start again.
func TestLeftoversHaveNoWayBack(t *testing.T) {
	d := &desk{running: family()[2:3]}
	e := NewEndApp(d.computer(t), "discord", "Discord", family()[2:3], launchArgs())
	if back := e.Describe().Back; back != "" {
		t.Errorf("the way back is %q", back)
	}
}

// What the system's own command ends counts, in either order.
func TestTheSystemsOwnCommand(t *testing.T) {
	stuck := errors.New("stuck")
	for name, row := range map[string]struct {
		last   bool
		end    func(list []platform.Process) (platform.EndResult, error)
		works  bool
		quit   int
		forced int
		left   int
	}{
		"it asks, and they quit": {false, func([]platform.Process) (platform.EndResult, error) { return platform.EndResult{}, nil }, true, 2, 0, 0},
		"it can't ask": {false, func(l []platform.Process) (platform.EndResult, error) {
			return platform.EndResult{Asked: l, Quit: l[:1], Forced: l[1:]}, nil
		}, false, 1, 1, 0},
		"it ends what is left": {true, func(l []platform.Process) (platform.EndResult, error) {
			return platform.EndResult{Asked: l, Quit: l[:1], Left: l[1:]}, stuck
		}, true, 1, 1, 0},
		"it can't end it either": {true, func(l []platform.Process) (platform.EndResult, error) {
			return platform.EndResult{Asked: l, Quit: l[:1], Left: l[1:]}, stuck
		}, false, 1, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{running: family()[1:3]}
			c := d.computer(t)
			m := c.Machine.(machine)
			m.end = func(_ context.Context, l []platform.Process) (platform.EndResult, error) {
				d.running = d.running[min(1, len(d.running)):]
				return row.end(l)
			}
			m.quit = func([]string) error {
				if !row.works {
					return stuck
				}
				d.running = nil
				return nil
			}
			c.Machine = m
			e := NewEndApp(c, "discord", "Discord", family()[1:3], launchArgs())
			e.Quit, e.QuitLast = [][]string{{"quit"}}, row.last
			if err := e.Apply(t.Context()); (err != nil) != (row.left > 0) {
				t.Errorf("the error is %v", err)
			}
			got := []int{len(e.Ended.Quit), len(e.Ended.Forced), len(e.Ended.Left)}
			if diff := cmp.Diff([]int{row.quit, row.forced, row.left}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An app that starts itself anew while it is being ended is ended again, and one that
// never stops doing so does not keep Fix502 busy for ever.
func TestWhatIsStartedMeanwhile(t *testing.T) {
	next := int32(100)
	ended := 0
	d := &desk{}
	c := d.computer(t)
	m := c.Machine.(machine)
	m.end = func(_ context.Context, l []platform.Process) (platform.EndResult, error) {
		ended += len(l)
		return platform.EndResult{Asked: l, Forced: l}, nil
	}
	c.Machine = m
	e := NewEndApp(c, "discord", "Discord", family()[1:2], launchArgs())
	e.Again = func(context.Context) ([]platform.Process, error) {
		next++
		return []platform.Process{{PID: next, Name: "Discord.exe", Mine: true}}, nil
	}
	if err := e.Apply(t.Context()); err != nil || ended != rounds || len(e.Ended.Forced) != rounds {
		t.Errorf("%d ended, %v", ended, err)
	}
}
