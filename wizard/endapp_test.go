package wizard_test

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
	"fix502/platform/change"
	"fix502/platform/platformtest"
	"fix502/wizard"
)

// desk is a computer on which programs run until they are ended.
type desk struct {
	running  []platform.Process
	launched [][]string
	after    []platform.Process // what a launch brings
	respawns []platform.Process // what appears while the first are being ended
}

func (d *desk) end(_ context.Context, list []platform.Process, progress func(platform.EndProgress)) (platform.EndResult, error) {
	progress(platform.EndProgress{Left: len(list), Waiting: 4 * time.Second})
	gone := func(p platform.Process) bool {
		return slices.ContainsFunc(list, func(q platform.Process) bool { return q.PID == p.PID })
	}
	d.running = append(slices.DeleteFunc(d.running, gone), d.respawns...)
	d.respawns = nil
	return platform.EndResult{Asked: list[:1], Quit: list[:1], Forced: list[1:]}, nil
}

func mine(pid, parent int32, exe string, args ...string) platform.Process {
	return platform.Process{
		PID: pid, Parent: parent, Name: filepath.Base(exe), Exe: exe, Args: append([]string{exe}, args...), Mine: true,
		Started: time.Now().Add(-time.Duration(1000-pid) * time.Minute), Memory: 100 << 20, State: "sleeping",
	}
}

// discords is Discord with all that must, and must not, be ended with it.
func discords() []platform.Process {
	const home = "/home/sam/.config/discord/app-1.0.136/"
	other := mine(60, 1, "/usr/share/discord/Discord")
	other.Mine = false
	canary := mine(70, 1, "/app/discord-canary/Discord")
	canary.Sandbox = "flatpak:com.discordapp.DiscordCanary"
	return []platform.Process{
		mine(10, 1, home+"Discord"),
		mine(11, 10, home+"Discord", "--type=renderer"),
		mine(12, 11, "/usr/bin/ffmpeg", "-i", "pipe:0"),    // its child, elsewhere
		mine(13, 10, "/usr/lib/firefox/firefox", "https:"), // opened by it, and no part of it
		mine(14, 13, "/usr/lib/firefox/plugin"),
		mine(5, 10, "/usr/bin/older"), // older than what has its parent's number
		mine(20, 1, "/opt/slack/Update.exe"),
		mine(30, 1, "/usr/local/bin/Discord"),
		other, canary,
	}
}

func deskFlow(t *testing.T, d *desk, alter func(*platformtest.Host)) (*wizard.Flow, *change.Journal) {
	t.Helper()
	journal := change.Open(filepath.Join(t.TempDir(), "journal.jsonl"))
	f := flow(t, newSite(t, http.StatusOK), func(p *wizard.Parts, h *platformtest.Host) {
		builtin, err := catalog.Builtin()
		if err != nil {
			t.Fatal(err)
		}
		p.Catalog, p.Journal = builtin, journal
		h.OnProcesses = func(context.Context) ([]platform.Process, error) { return slices.Clone(d.running), nil }
		h.OnEndProcesses = d.end
		h.OnLaunch = func(_ context.Context, args []string) error {
			d.launched = append(d.launched, args)
			d.running = append(d.running, d.after...)
			return nil
		}
		h.OnHeld = func(_ context.Context, list []platform.Process) (platform.Held, error) {
			return platform.Held{Memory: uint64(len(list)) * 100 << 20, Connections: 9, Locks: 2}, nil
		}
		if alter != nil {
			alter(h)
		}
	})
	if err := f.Choose("discord", checks.SeenApp); err != nil {
		t.Fatal(err)
	}
	return f, journal
}

func pids(list []platform.Process) []int32 {
	var numbers []int32
	for _, p := range list {
		numbers = append(numbers, p.PID)
	}
	slices.Sort(numbers)
	return numbers
}

func TestClosingAnAppEndsItsFamilyAndNobodyElse(t *testing.T) {
	d := &desk{running: discords()}
	d.respawns = []platform.Process{mine(90, 1, "/home/sam/.config/discord/app-1.0.136/Discord", "--type=utility")}
	f, journal := deskFlow(t, d, nil)
	page := f.Page(t.Context(), wizard.EndProcess)
	choices := page.Actions[0].Choices
	if len(choices) != 3 || len(choices[0].Items) != 3 || len(choices[1].Items) != 1 || len(choices[2].Items) != 4 || !strings.Contains(choices[0].Items[2], "started by the app") {
		t.Errorf("listed beforehand: %q", choices)
	}
	var told []string
	r := f.Do(t.Context(), wizard.EndProcess, wizard.EndApp, page.Actions[0].Choices[0].ID, func(s string) { told = append(told, s) })
	if diff := cmp.Diff([]int32{5, 13, 14, 20, 30, 60, 70}, pids(d.running)); diff != "" {
		t.Errorf("still running: %s", diff)
	}
	if !r.OK || !strings.Contains(r.Text, "4 parts") || !strings.Contains(r.Lines[0], "300 MB") || !strings.Contains(r.Lines[0], " 9 open connections") {
		t.Errorf("%+v", r)
	}
	if len(told) == 0 || !strings.Contains(told[0], "5 s") {
		t.Errorf("the countdown: %q", told)
	}
	log, err := journal.Log()
	if err != nil || len(log.Entries) != 1 {
		t.Fatalf("%+v, %v", log, err)
	}
	if r := f.Undo(t.Context(), log.Entries[0].ID); !r.OK || len(d.launched) != 1 || d.launched[0][0] != "discord" {
		t.Errorf("taking back: %+v, %q", r, d.launched)
	}
}

func TestAnAppThatDoesNotComeUpAgainIsSaidSo(t *testing.T) {
	for name, row := range map[string]struct {
		after []platform.Process
		ok    bool
		want  string
	}{
		"it comes up":               {discords()[:1], true, "started again"},
		"only its updater comes up": {nil, false, "could not be started"},
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{running: discords()[:2], after: row.after}
			f, _ := deskFlow(t, d, nil)
			r := f.Do(t.Context(), wizard.EndProcess, wizard.EndAndStartApp, "", func(string) {})
			if r.OK != row.ok || !strings.Contains(r.Text, row.want) || !strings.HasPrefix(r.Lines[0], "2 parts of Discord were closed") {
				t.Errorf("%+v", r)
			}
		})
	}
}

// macOS asks the app as a whole, and what quits then counts as having quit.
func TestMacOSAsksTheApp(t *testing.T) {
	const app = "/Applications/Discord.app/Contents/MacOS/Discord"
	d := &desk{running: []platform.Process{mine(10, 1, app)}}
	var asked []string
	f, _ := deskFlow(t, d, func(h *platformtest.Host) {
		h.OnInfo = func(context.Context) (platform.Info, error) {
			return platform.Info{OS: "darwin", Home: "/Users/sam"}, nil
		}
		h.OnAskToQuit = func(_ context.Context, args []string) error {
			asked, d.running = args, nil
			return nil
		}
		h.OnEndProcesses = func(context.Context, []platform.Process, func(platform.EndProgress)) (platform.EndResult, error) {
			return platform.EndResult{}, nil // nobody is left
		}
	})
	r := f.Do(t.Context(), wizard.EndProcess, wizard.EndApp, "", func(string) {})
	if !r.OK || !strings.Contains(r.Text, "One part") || !slices.Contains(asked, `quit app id "com.hnc.Discord"`) {
		t.Errorf("%+v, asked %q", r, asked)
	}
}
