package change

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fix502/platform"
)

// fresh is a journal in a folder that does not exist yet.
func fresh(t *testing.T) *Journal {
	return Open(filepath.Join(t.TempDir(), "state", "journal.jsonl"))
}

// reopened is the journal as a later start of the program finds it.
func reopened(j *Journal) *Journal { return Open(j.path) }

// made makes a change that has to succeed.
func made(t *testing.T, j *Journal, c Change) Result {
	t.Helper()
	result, err := Do(t.Context(), j, c)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestEndApp(t *testing.T) {
	d, j := &desk{running: []platform.Process{discord(10)}}, fresh(t)
	c := d.computer(t)
	app := endDiscord(c)
	result := made(t, j, app)
	if !result.InForce || result.Entry.Outcome != Done || len(app.Ended.Quit) != 1 {
		t.Errorf("after the change: %+v, %+v", result, app.Ended)
	}
	standing, err := reopened(j).Standing(t.Context(), c)
	if err != nil || len(standing) != 1 {
		t.Fatalf("standing: %+v, %v", standing, err)
	}
	e := standing[0]
	got := []string{e.ID, e.Code, e.Back, e.Words["app"]}
	if diff := cmp.Diff([]string{result.Entry.ID, "change.end-app", "change.end-app.back", "Discord"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestTakeBackEndApp(t *testing.T) {
	ctx, d, j := t.Context(), &desk{running: []platform.Process{discord(10)}}, fresh(t)
	c := d.computer(t)
	id := made(t, j, endDiscord(c)).Entry.ID
	later := reopened(j)
	if err := later.Undo(ctx, c, id); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{launchArgs()}, d.started); diff != "" {
		t.Error(diff)
	}
	// Ended by somebody else afterwards, it is not ours to start again.
	d.running = nil
	if standing, err := reopened(j).Standing(ctx, c); err != nil || len(standing) != 0 {
		t.Errorf("after it was taken back: %+v, %v", standing, err)
	}
	if err := later.Undo(ctx, c, id); !errors.Is(err, ErrNotStanding) {
		t.Errorf("taking back a second time: %v", err)
	}
}

func TestWhatStands(t *testing.T) {
	const old = "/home/anna/.config/discord/app-1.0.136/Discord"
	for name, row := range map[string]struct {
		running platform.Process
		uptime  time.Duration
		want    bool
	}{
		"not running":                    {want: true},
		"running again":                  {running: platform.Process{Name: "Discord", Exe: old, Mine: true}},
		"running in a newer version":     {running: platform.Process{Name: "Discord", Exe: strings.Replace(old, "136", "137", 1), Mine: true}},
		"running, its file replaced":     {running: platform.Process{Name: "Discord", Exe: old + " (deleted)", Mine: true}},
		"running, its path hidden":       {running: platform.Process{Name: "Discord", Mine: true}},
		"another program of the name":    {running: platform.Process{Name: "Discord", Exe: "/home/anna/Discord", Mine: true}, want: true},
		"another program at the place":   {running: platform.Process{Name: "updater", Exe: old + "-updater", Mine: true}, want: true},
		"running for another user":       {running: platform.Process{Name: "Discord", Exe: old}, want: true},
		"a zombie":                       {running: platform.Process{Name: "Discord", Exe: old, Mine: true, State: "zombie"}, want: true},
		"the computer was restarted":     {uptime: time.Minute},
		"restarted, and running as well": {uptime: time.Minute, running: platform.Process{Name: "Discord", Exe: old, Mine: true}},
	} {
		t.Run(name, func(t *testing.T) {
			d, j := &desk{}, fresh(t)
			j.now = func() time.Time { return time.Now().Add(-time.Hour) }
			c := d.computer(t)
			p := discord(10)
			p.Exe = old
			if _, err := Do(t.Context(), j, NewEndApp(c, "discord", "Discord", []platform.Process{p}, launchArgs())); err != nil {
				t.Fatal(err)
			}
			if row.running.Name != "" {
				d.running = []platform.Process{row.running}
			}
			if row.uptime > 0 {
				m := c.Machine.(machine)
				m.uptime = row.uptime
				c.Machine = m
			}
			standing, err := reopened(j).Standing(t.Context(), c)
			if err != nil || (len(standing) == 1) != row.want {
				t.Errorf("standing: %+v, %v", standing, err)
			}
		})
	}
}

func TestNotKnowingCountsAsStanding(t *testing.T) {
	d, j := &desk{}, fresh(t)
	c := d.computer(t)
	m := c.Machine.(machine)
	m.processes = func() ([]platform.Process, error) { return nil, os.ErrPermission }
	c.Machine = m
	result, err := Do(t.Context(), j, endDiscord(c))
	if err != nil || !result.InForce {
		t.Errorf("after the change: %+v, %v", result, err)
	}
	list, err := j.List(t.Context(), c)
	if err != nil || len(list.Changes) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	if l := list.Changes[0]; !l.Stands || !errors.Is(l.Unsure, os.ErrPermission) {
		t.Errorf("listed as %+v", l)
	}
}

func TestOnlyTheNewestOfOneAppStands(t *testing.T) {
	d, j := &desk{}, fresh(t)
	c := d.computer(t)
	for range 2 {
		if _, err := Do(t.Context(), j, endDiscord(c)); err != nil {
			t.Fatal(err)
		}
	}
	other := NewEndApp(c, "slack", "Slack", []platform.Process{{PID: 7, Name: "slack", Mine: true}}, []string{"slack"})
	if _, err := Do(t.Context(), j, other); err != nil {
		t.Fatal(err)
	}
	standing, err := j.Standing(t.Context(), c)
	if err != nil || len(standing) != 2 || standing[0].Subject != "slack slack" || standing[1].Subject != "discord /opt/Discord --start" {
		t.Fatalf("standing: %+v, %v", standing, err)
	}
	undone, err := j.UndoAll(t.Context(), c)
	if err != nil || len(undone) != 2 {
		t.Fatalf("taken back: %+v, %v", undone, err)
	}
	// Slack's list is in no catalogue here; that does not keep Discord back.
	if !errors.Is(undone[0].Err, ErrNotAllowed) || undone[1].Err != nil {
		t.Errorf("taken back: %v, %v", undone[0].Err, undone[1].Err)
	}
	if diff := cmp.Diff([][]string{launchArgs()}, d.started); diff != "" {
		t.Error(diff)
	}
}

func TestNothingIsStartedThatTheCatalogueDoesNotStart(t *testing.T) {
	for name, change := range map[string]func(journal string, c *Computer) string{
		"another program": func(journal string, _ *Computer) string {
			return strings.ReplaceAll(journal, "/opt/Discord", "/tmp/evil")
		},
		"another app": func(journal string, _ *Computer) string {
			return strings.ReplaceAll(journal, `"app":"discord"`, `"app":"evil"`)
		},
		"no catalogue": func(journal string, c *Computer) string {
			c.Allow = nil
			return journal
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, j := &desk{}, fresh(t)
			c := d.computer(t)
			result, err := Do(t.Context(), j, endDiscord(c))
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(j.path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(j.path, []byte(change(string(text), &c)), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := j.Undo(t.Context(), c, result.Entry.ID); !errors.Is(err, ErrNotAllowed) {
				t.Errorf("the error is %v", err)
			}
			if d.started != nil {
				t.Errorf("started %q", d.started)
			}
			// It still stands: the user can be told.
			if standing, err := j.Standing(t.Context(), c); err != nil || len(standing) != 1 {
				t.Errorf("standing: %+v, %v", standing, err)
			}
		})
	}
}

func TestFlushDNSNeverStands(t *testing.T) {
	d, j := &desk{}, fresh(t)
	c := d.computer(t)
	flush := NewFlushDNS(c)
	result, err := Do(t.Context(), j, flush)
	if err != nil || result.InForce || result.Entry.Outcome != Done || len(flush.Result.Flushed) != 1 {
		t.Fatalf("%+v, %+v, %v", result, flush.Result, err)
	}
	list, err := j.List(t.Context(), c)
	if err != nil || len(list.Changes) != 1 || list.Changes[0].Stands || list.Changes[0].Kind != FlushDNSKind {
		t.Errorf("%+v, %v", list, err)
	}
	if err := j.Undo(t.Context(), c, result.Entry.ID); !errors.Is(err, ErrNotStanding) {
		t.Errorf("taking it back: %v", err)
	}
}

func TestOutcomes(t *testing.T) {
	stuck := errors.New("it withstands")
	for name, row := range map[string]struct {
		end   platform.EndResult
		err   error
		still bool // the app runs on
		want  Outcome
		force bool
	}{
		"quit":            {end: platform.EndResult{Quit: []platform.Process{discord(10)}}, want: Done, force: true},
		"forced":          {end: platform.EndResult{Forced: []platform.Process{discord(10)}}, want: Done, force: true},
		"gone before":     {want: Nothing},
		"withstood":       {end: platform.EndResult{Left: []platform.Process{discord(10)}}, err: stuck, still: true, want: Failed},
		"half, then gone": {end: platform.EndResult{Quit: []platform.Process{discord(10)}}, err: stuck, want: Failed, force: true},
	} {
		t.Run(name, func(t *testing.T) {
			d, j := &desk{}, fresh(t)
			if row.still {
				d.running = []platform.Process{discord(10)}
			}
			c := d.computer(t)
			m := c.Machine.(machine)
			m.end = func(context.Context, []platform.Process) (platform.EndResult, error) { return row.end, row.err }
			c.Machine = m
			result, err := Do(t.Context(), j, endDiscord(c))
			if !errors.Is(err, row.err) {
				t.Errorf("the error is %v", err)
			}
			if result.Entry.Outcome != row.want || result.InForce != row.force {
				t.Errorf("the result is %+v", result)
			}
			list, err := reopened(j).List(t.Context(), c)
			if err != nil || len(list.Changes) != 1 || list.Changes[0].Outcome != row.want || list.Changes[0].Stands != row.force {
				t.Errorf("the journal says %+v, %v", list, err)
			}
		})
	}
}

func TestWhatCannotBeWrittenDownIsNotDone(t *testing.T) {
	d := &desk{running: []platform.Process{discord(10)}}
	c := d.computer(t)
	taken := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	huge := endDiscord(c)
	huge.record.Launch = []string{strings.Repeat("x", lineLimit)}
	for name, row := range map[string]struct {
		journal *Journal
		change  Change
	}{
		"no journal":            {nil, endDiscord(c)},
		"its folder is a file":  {Open(filepath.Join(taken, "journal.jsonl")), endDiscord(c)},
		"it is a folder":        {Open(folder), endDiscord(c)},
		"the entry is too long": {fresh(t), huge},
	} {
		if _, err := Do(t.Context(), row.journal, row.change); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if len(d.running) != 1 {
		t.Error("the app was ended")
	}
}

func TestTheOutcomeIsWrittenDownAfterCancelling(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	d, j := &desk{}, fresh(t)
	c := d.computer(t)
	m := c.Machine.(machine)
	m.end = func(ctx context.Context, list []platform.Process) (platform.EndResult, error) {
		cancel()
		return platform.EndResult{Asked: list, Quit: list}, ctx.Err()
	}
	c.Machine = m
	if _, err := Do(ctx, j, endDiscord(c)); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	log, err := j.Log()
	if err != nil || len(log.Entries) != 1 || log.Entries[0].Outcome != Failed {
		t.Errorf("%+v, %v", log, err)
	}
}

// Every kind can be made again from what it wrote down: the table is complete.
func TestEveryKindIsRestored(t *testing.T) {
	d := &desk{}
	c := d.computer(t)
	c.AllowCache = func(CacheFolder) bool { return true }
	c.AllowDNS, c.StateDir, c.Watch = ofCatalogue, t.TempDir(), func(context.Context) error { return nil }
	m := c.Machine.(machine)
	m.dns, m.settings = &dnsBook{now: dnsOfTin()}, tin(t.TempDir())
	must(t, errors.Join(setHosts(string(m.settings)), setProxies(string(m.settings)), setNoTime(string(m.settings))))
	c.Machine = m
	all := []Change{
		endDiscord(c), NewFlushDNS(c), NewClearCache(c, caches(t.TempDir())),
		NewSwitchDNS(c, "Example", dnsOfTin(), catalogueServers()), NewResumeAtLogin(c),
		NewHostsEntry(c, hostsLines()), NewProxyOff(c, windowsProxy(), "proxy.example:3128"),
		NewSetClock(c, platform.NetworkTime{Known: true}),
	}
	var seen []Kind
	for _, change := range all {
		j := fresh(t)
		if change.Describe().Trial > 0 {
			trial, _, err := Try(t.Context(), j, c, change)
			if err != nil {
				t.Fatal(err)
			}
			must(t, trial.Keep(t.Context()))
		} else if _, err := Do(t.Context(), j, change); err != nil {
			t.Fatal(err)
		}
		log, err := j.Log()
		if err != nil || len(log.Entries) != 1 {
			t.Fatalf("%+v, %v", log, err)
		}
		again, err := restore(log.Entries[0], c)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(change.Describe(), again.Describe(), cmpopts.EquateComparable(netip.Addr{}), cmp.AllowUnexported(endAppArgs{})); diff != "" {
			t.Error(diff)
		}
		seen = append(seen, change.Describe().Kind)
	}
	for kind := range kinds() {
		if !slices.Contains(seen, kind) {
			t.Errorf("kind %s is not tried here", kind)
		}
	}
}
