package probe

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
	"fix502/platform/platformtest"
)

// discord is an app in every kind of installation.
func discord() catalog.Service {
	return catalog.Service{ID: "discord", Apps: []catalog.App{
		{
			ID: "discord-stable",
			Windows: &catalog.Install{
				Processes: []string{"Discord.exe", "Update.exe"},
				Paths:     []string{"${LOCALAPPDATA}/Discord/app-*", "${LOCALAPPDATA}/Discord/Update.exe", "${PROGRAMDATA}/*/Discord"},
			},
			MacOS: &catalog.Install{
				Processes: []string{"Discord", "Discord Helper (Renderer)", "ShipIt"},
				Paths:     []string{"/Applications/Discord.app"},
			},
			Linux: &catalog.Install{
				Processes: []string{"Discord", "chrome_crashpad_handler"},
				Paths:     []string{"/usr/share/discord", "${XDG_CONFIG_HOME}/discord/app-*"},
			},
			Flatpak: &catalog.Install{ID: "com.discordapp.Discord", Processes: []string{"Discord"}, Paths: []string{"/app/discord"}},
		},
		{ID: "discord-ptb", Linux: &catalog.Install{Processes: []string{"DiscordPTB"}, Paths: []string{"/opt/discord-ptb"}}},
	}}
}

var (
	linux   = platform.Info{OS: "linux", Home: "/home/sam"}
	mac     = platform.Info{OS: "darwin", Home: "/Users/sam"}
	windows = platform.Info{OS: "windows", Home: `C:\Users\Sam`}
)

// proc is one process of this user.
func proc(pid, parent int32, name, exe string, args ...string) platform.Process {
	return platform.Process{PID: pid, Parent: parent, Name: name, Exe: exe, Args: append([]string{exe}, args...), Mine: true, State: "sleeping"}
}

func in(state string, p platform.Process) platform.Process { p.State = state; return p }

func hiding(p platform.Process) platform.Process { p.Args = nil; return p }

func someoneElses(p platform.Process) platform.Process { p.Mine = false; return p }

func TestAppProcesses(t *testing.T) {
	const exe = "/usr/share/discord/Discord"
	const winExe = `C:\Users\Sam\AppData\Local\Discord\app-1.0.9018\Discord.exe`
	const macExe = "/Applications/Discord.app/Contents/MacOS/Discord"
	const macHelper = "/Applications/Discord.app/Contents/Frameworks/Discord Helper (Renderer).app/Contents/MacOS/Discord Helper (Renderer)"
	for name, tt := range map[string]struct {
		info platform.Info
		env  map[string]string
		all  []platform.Process
		want []string // pid, app, main or helper, reason
	}{
		"the app and its helpers": {
			info: linux,
			all: []platform.Process{
				proc(12, 10, "Discord", exe, "--type=renderer", "--enable-crashpad"),
				proc(10, 1, "Discord", exe, "--start-minimized"),
				proc(13, 10, "chrome_crashpad_handler", "/usr/share/discord/chrome_crashpad_handler", "--monitor-self"),
				proc(11, 10, "Discord", exe, "--type=zygote"),
			},
			want: []string{"10 discord-stable main", "11 discord-stable helper", "12 discord-stable helper", "13 discord-stable helper"},
		},
		"a command line that was rewritten into one string": {
			info: linux,
			all: []platform.Process{
				proc(10, 1, "Discord", exe),
				{PID: 11, Parent: 10, Name: "Discord", Exe: exe, Args: []string{exe + " --type=utility --lang=de"}, Mine: true},
			},
			want: []string{"10 discord-stable main", "11 discord-stable helper"},
		},
		"a program of the same name elsewhere": {
			info: linux, all: []platform.Process{
				proc(10, 1, "Discord", "/home/sam/games/Discord"),
				proc(11, 1, "Discord", "/usr/share/discord-other/Discord"),
				proc(12, 1, "Discord", "/usr/share/discord/../evil/Discord"),
			},
		},
		"another program in the same place": {info: linux, all: []platform.Process{proc(10, 1, "python3", "/usr/share/discord/python3")}},
		"a hidden place is no guess":        {info: linux, all: []platform.Process{proc(10, 1, "Discord", "")}},
		"somebody else's":                   {info: linux, all: []platform.Process{someoneElses(proc(10, 1, "Discord", exe))}},
		"replaced by an update": {
			info: linux, all: []platform.Process{proc(10, 1, "Discord", exe+" (deleted)")},
			want: []string{"10 discord-stable main"},
		},
		"in its own folder of settings": {
			info: linux, all: []platform.Process{proc(10, 1, "Discord", "/home/sam/.config/discord/app-1.0.136/Discord")},
			want: []string{"10 discord-stable main"},
		},
		"where the environment says": {
			info: linux, env: map[string]string{"XDG_CONFIG_HOME": "/data/conf"},
			all: []platform.Process{
				proc(10, 1, "Discord", "/data/conf/discord/app-1/Discord"), proc(11, 1, "Discord", "/home/sam/.config/discord/app-1/Discord"),
			},
			want: []string{"10 discord-stable main"},
		},
		"an environment that makes no sense": {
			info: linux, env: map[string]string{"XDG_CONFIG_HOME": "conf"},
			all:  []platform.Process{proc(10, 1, "Discord", "/home/sam/.config/discord/app-1/Discord")},
			want: []string{"10 discord-stable main"},
		},
		"two kinds of installation and two flavours": {
			info: linux,
			all: []platform.Process{
				proc(10, 1, "Discord", "/app/discord/Discord"), proc(20, 1, "DiscordPTB", "/opt/discord-ptb/DiscordPTB"),
				proc(21, 20, "DiscordPTB", "/opt/discord-ptb/DiscordPTB", "--type=gpu-process"),
			},
			want: []string{"10 discord-stable main", "20 discord-ptb main", "21 discord-ptb helper"},
		},
		"left over when the app ended": {
			info: linux,
			all: []platform.Process{
				proc(11, 1, "Discord", exe, "--type=zygote"), proc(12, 11, "Discord", exe, "--type=renderer"),
				proc(13, 1, "chrome_crashpad_handler", "/usr/share/discord/chrome_crashpad_handler"),
				proc(20, 1, "DiscordPTB", "/opt/discord-ptb/DiscordPTB"), // another app that runs is no help
			},
			want: []string{
				"11 discord-stable helper orphan", "12 discord-stable helper orphan", "13 discord-stable helper orphan",
				"20 discord-ptb main",
			},
		},
		"stopped, and a zombie": {
			info: linux,
			all: []platform.Process{
				in("stopped", proc(10, 1, "Discord", exe)),
				in("zombie", hiding(proc(11, 10, "Discord", ""))),
				in("zombie", hiding(proc(12, 1, "Discord", ""))),   // nobody vouches for this one
				in("zombie", hiding(proc(13, 10, "xdg-open", ""))), // not the app's
			},
			want: []string{"10 discord-stable main stopped", "11 discord-stable helper zombie"},
		},
		"command lines hidden": {
			info: linux,
			all:  []platform.Process{hiding(proc(10, 1, "Discord", exe)), hiding(proc(11, 10, "Discord", exe))},
			want: []string{"10 discord-stable main", "11 discord-stable helper"},
		},
		"windows, in any case of letters": {
			info: windows,
			all: []platform.Process{
				proc(10, 4, "discord.EXE", strings.ToUpper(winExe)), proc(11, 10, "Discord.exe", winExe, "--type=renderer"),
				proc(12, 4, "Discord.exe", `C:\ProgramData\Sam\Discord\Discord.exe`),
				proc(13, 4, "Discord.exe", `D:\Users\Sam\AppData\Local\Discord\app-1.0.9018\Discord.exe`),
			},
			want: []string{"10 discord-stable main", "11 discord-stable helper", "12 discord-stable main"},
		},
		"windows, where another program's updater has the same name": {
			info: windows, all: []platform.Process{proc(10, 4, "Update.exe", `C:\Users\Sam\AppData\Local\slack\Update.exe`)},
		},
		"windows, where the updater is no sign of the app": {
			info: windows,
			all: []platform.Process{
				proc(10, 4, "Update.exe", `C:\Users\Sam\AppData\Local\Discord\Update.exe`), proc(11, 4, "Discord.exe", winExe, "--type=renderer"),
			},
			want: []string{"10 discord-stable main", "11 discord-stable helper orphan"},
		},
		"windows, local data elsewhere": {
			info: windows, env: map[string]string{"LOCALAPPDATA": `D:\Local`},
			all: []platform.Process{
				proc(10, 4, "Discord.exe", `D:\Local\Discord\app-2\Discord.exe`), proc(11, 4, "Discord.exe", winExe),
			},
			want: []string{"10 discord-stable main"},
		},
		"macOS": {
			info: mac,
			all: []platform.Process{
				proc(10, 1, "Discord", macExe), proc(11, 10, "Discord Helper (Renderer)", macHelper, "--type=renderer"),
			},
			want: []string{"10 discord-stable main", "11 discord-stable helper"},
		},
		"macOS, left over": {
			info: mac,
			all: []platform.Process{
				proc(11, 1, "Discord Helper (Renderer)", macHelper, "--type=renderer"),
				proc(12, 1, "ShipIt", "/Applications/Discord.app/Contents/Frameworks/ShipIt"),
			},
			want: []string{"11 discord-stable helper orphan", "12 discord-stable main"},
		},
		"another system's paths": {info: mac, all: []platform.Process{proc(10, 1, "Discord", exe)}},
		"no home known":          {info: platform.Info{OS: "linux"}, all: []platform.Process{proc(10, 1, "Discord", "/.config/discord/app-1/Discord")}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range AppProcesses(tt.info, func(n string) string { return tt.env[n] }, discord(), tt.all) {
				part := map[bool]string{true: "main", false: "helper"}[p.Main]
				got = append(got, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", p.Process.PID, p.App.ID, part, p.Stuck)))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestExpandPath(t *testing.T) {
	for _, tt := range []struct {
		info       platform.Info
		path, want string // "" for a path that means nothing
	}{
		{linux, "/usr/share/discord", "/usr/share/discord"},
		{linux, "${HOME}", "/home/sam"},
		{linux, "${HOME}/.cache", "/home/sam/.cache"},
		{linux, "${XDG_CACHE_HOME}/x", "/home/sam/.cache/x"},
		{linux, "${HOME}x/y", ""},
		{linux, "${LOCALAPPDATA}/x", ""},
		{linux, "${XDG_CONFIG_HOME", ""},
		{linux, "/a/${HOME}", ""},
		{linux, "${HOME}/../root", ""},
		{linux, "relative/path", ""},
		{linux, "", ""},
		{platform.Info{OS: "linux"}, "${HOME}/x", ""},
		{mac, "${HOME}/Library", "/Users/sam/Library"},
		{mac, "${XDG_CONFIG_HOME}/x", ""},
		{windows, "${APPDATA}/discord/Code Cache", `C:\Users\Sam\AppData\Roaming\discord\Code Cache`},
		{windows, `${PROGRAMFILES}\Zoom`, `C:\Program Files\Zoom`},
		{windows, `${LOCALAPPDATA}/a\..\b`, ""},
		{windows, "/usr/share", ""},
	} {
		got, ok := ExpandPath(tt.info, nil, tt.path)
		if ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("%s on %s: got %q %v, want %q", tt.path, tt.info.OS, got, ok, tt.want)
		}
	}
}

func TestWithin(t *testing.T) {
	for _, tt := range []struct {
		os, exe, pattern string
		want             bool
	}{
		{"linux", "/opt/a/b", "/opt/a", true},
		{"linux", "/opt/a", "/opt/a", true},
		{"linux", "/opt/ab", "/opt/a", false},
		{"linux", "/opt/a", "/opt/a/b", false},
		{"linux", "/opt/app-1/x", "/opt/app-*", true},
		{"linux", "/opt/app-1/x", "/opt/*/x", true},
		{"linux", "/opt/a/b/x", "/opt/*/x", false},
		{"linux", "/opt/a[1]/x", "/opt/a[1]", true},
		{"linux", "/opt/a1/x", "/opt/a[1]", false},
		{"linux", "/opt/ab/x", "/opt/a?", false},
		{"linux", "/opt/A/x", "/opt/a", false},
		{"linux", "/opt/x", "/", false},
		{"windows", `C:\A\b.exe`, `c:/a`, true},
		{"windows", `\\server\share\b.exe`, `//server/share`, true},
		{"windows", `b.exe`, `c:/a`, false},
		{"darwin", "relative", "/", false},
	} {
		if got := within(tt.os, tt.exe, []string{tt.pattern}); got != tt.want {
			t.Errorf("%s: %s within %s: %v", tt.os, tt.exe, tt.pattern, got)
		}
	}
}

func TestProcessesCheck(t *testing.T) {
	const exe = "/usr/share/discord/Discord"
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	old := proc(10, 1, "Discord", exe)
	old.Started, old.Memory = now.Add(-90*time.Second), 1<<20
	future := proc(11, 10, "Discord", exe, "--type=renderer")
	future.Started = now.Add(time.Hour)
	refused := fmt.Errorf("listing processes: %w", fs.ErrPermission)
	for name, tt := range map[string]struct {
		svc       catalog.Service
		all       []platform.Process
		err, info error
		want      string
		ages      []float64
	}{
		"runs":        {svc: discord(), all: []platform.Process{old, future}, want: "ok processes.running 2 running", ages: []float64{90, 0}},
		"doesn't run": {svc: discord(), all: []platform.Process{proc(1, 0, "init", "/sbin/init")}, want: "ok processes.none not running"},
		"hangs":       {svc: discord(), all: []platform.Process{in("stopped", old), future}, want: "notice processes.stuck 1 stuck", ages: []float64{90, 0}},
		"has no app":  {svc: catalog.Service{}, want: "ok processes.no_app no app"},
		"hidden":      {svc: discord(), err: refused, want: "notice processes.unknown"},
		"no idea":     {svc: discord(), info: errors.ErrUnsupported, want: "notice processes.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			host := &platformtest.Host{
				OnInfo:      func(context.Context) (platform.Info, error) { return linux, tt.info },
				OnProcesses: func(context.Context) ([]platform.Process, error) { return tt.all, tt.err },
			}
			task := checks.NewTask(checks.Env{Host: host, Now: func() time.Time { return now }}, nil, nil)
			f := processes(Setup{Service: tt.svc}).Run(t.Context(), task)
			if got := saw(f); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if (f.Err != nil) != (tt.err != nil || tt.info != nil) {
				t.Errorf("error %v", f.Err)
			}
			fact, _ := f.Data.(checks.ProcessesFact)
			var ages []float64
			for _, p := range fact.Processes {
				ages = append(ages, p.Age)
				if p.Stuck != (p.Reason != "") || p.App != "discord-stable" || p.Name != "Discord" {
					t.Errorf("recorded %+v", p)
				}
			}
			if !slices.Equal(ages, tt.ages) {
				t.Errorf("ages %v, want %v", ages, tt.ages)
			}
		})
	}
}
