package probe

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
	"fix502/platform/platformtest"
)

func started(seconds int64, p platform.Process) platform.Process {
	p.Started = time.Unix(seconds, 0)
	return p
}

func inside(sandbox string, p platform.Process) platform.Process { p.Sandbox = sandbox; return p }

func windowless(p platform.Process) platform.Process { p.Windowless = true; return p }

func familyPIDs(list []AppProcess) map[int32]bool {
	found := map[int32]bool{}
	for _, p := range list {
		found[p.Process.PID] = p.Child
	}
	return found
}

func TestAppFamily(t *testing.T) {
	const exe = "/usr/share/discord/Discord"
	other := catalog.Service{ID: "steam", Apps: []catalog.App{{ID: "steam", Linux: &catalog.Install{Processes: []string{"steam"}, Paths: []string{"/usr/lib/steam"}}}}}
	app := started(100, proc(10, 1, "Discord", exe))
	for name, row := range map[string]struct {
		all  []platform.Process
		want map[int32]bool // its processes, and whether each is another program
	}{
		"children and theirs": {
			[]platform.Process{app, started(110, proc(12, 11, "cat", "/bin/cat")), started(105, proc(11, 10, "sh", "/bin/sh"))},
			map[int32]bool{10: false, 11: true, 12: true},
		},
		"a browser is nobody's child":        {[]platform.Process{app, started(105, proc(11, 10, "firefox", "/usr/lib/firefox/firefox")), started(106, proc(12, 11, "sh", "/bin/sh"))}, map[int32]bool{10: false}},
		"another app is nobody's child":      {[]platform.Process{app, started(105, proc(11, 10, "steam", "/usr/lib/steam/steam"))}, map[int32]bool{10: false}},
		"older than what has the number":     {[]platform.Process{app, started(50, proc(11, 10, "sh", "/bin/sh"))}, map[int32]bool{10: false}},
		"somebody else's child":              {[]platform.Process{app, someoneElses(started(105, proc(11, 10, "su", "/bin/su")))}, map[int32]bool{10: false}},
		"in the sandbox, whatever its name":  {[]platform.Process{inside("flatpak:com.discordapp.Discord", proc(20, 1, "bwrap", "/usr/bin/bwrap"))}, map[int32]bool{20: false}},
		"in another sandbox, at its place":   {[]platform.Process{inside("flatpak:com.example.Other", proc(20, 1, "Discord", "/app/discord/Discord"))}, map[int32]bool{}},
		"no group is told: name and place":   {[]platform.Process{proc(20, 1, "Discord", "/app/discord/Discord")}, map[int32]bool{20: false}},
		"the app's own place, in a sandbox":  {[]platform.Process{inside("flatpak:com.example.Other", proc(20, 1, "Discord", exe))}, map[int32]bool{}},
		"two that name each other as parent": {[]platform.Process{started(100, proc(30, 31, "a", "/bin/a")), started(100, proc(31, 30, "b", "/bin/b"))}, map[int32]bool{}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(row.want, familyPIDs(AppFamily(linux, nil, discord(), row.all, []catalog.Service{other}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHung(t *testing.T) {
	const exe = `C:\Users\Sam\AppData\Local\Discord\app-1.0.9018\Discord.exe`
	app := proc(10, 1, "Discord.exe", exe)
	helper := proc(11, 10, "Discord.exe", exe, "--type=renderer")
	for name, row := range map[string]struct {
		all  []platform.Process
		want string
	}{
		"well":                              {[]platform.Process{app, windowless(helper)}, ""},
		"its window does not answer":        {[]platform.Process{in("blocked", app)}, "hung"},
		"no window at all":                  {[]platform.Process{windowless(app), windowless(helper)}, "unseen"},
		"the window is that of another one": {[]platform.Process{windowless(app), proc(12, 10, "Discord.exe", exe, "--type=gpu-process")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := AppProcesses(windows, nil, discord(), row.all)[0].Stuck; got != row.want {
				t.Errorf("%q, want %q", got, row.want)
			}
		})
	}
}

// The kernel holds everything for a moment now and then; only at a second look it is
// a sign.
func TestHeldFast(t *testing.T) {
	app := started(100, proc(10, 1, "Discord", "/usr/share/discord/Discord"))
	for name, row := range map[string]struct {
		info  platform.Info
		again []platform.Process
		want  string
	}{
		"still held":         {linux, []platform.Process{in("blocked", app)}, "hung"},
		"goes on":            {linux, []platform.Process{app}, ""},
		"gone":               {linux, nil, ""},
		"the number is anew": {linux, []platform.Process{started(200, in("blocked", app))}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				host := &platformtest.Host{OnProcesses: func(context.Context) ([]platform.Process, error) { return row.again, nil }}
				found := heldFast(t.Context(), checks.NewTask(checks.Env{Host: host}, nil, nil), row.info,
					AppProcesses(row.info, nil, discord(), []platform.Process{in("blocked", app)}))
				if found[0].Stuck != row.want {
					t.Errorf("%q, want %q", found[0].Stuck, row.want)
				}
			})
		})
	}
}
