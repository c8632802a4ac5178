package parse

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSandbox(t *testing.T) {
	for cgroup, want := range map[string]string{
		"0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-flatpak-com.discordapp.Discord-4711.scope\n":                                    "flatpak:com.discordapp.Discord",
		"0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-flatpak-org.my\\x2dapp.App-12.scope\n":                                          "flatpak:org.my-app.App",
		"0::/user.slice/user-1000.slice/user@1000.service/app.slice/snap.discord.discord-0a1b2c3d-1111-2222-3333-444455556666.scope\n":                  "snap:discord",
		"12:freezer:/snap.discord\n1:name=systemd:/user.slice/user-1000.slice/user@1000.service/app.slice/snap.discord.discord.0a1b2c3d.scope\n0::/x\n": "snap:discord",
		"0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-discord-4711.scope\n":                                                     "",
		"0::/app-flatpak-.scope": "", "": "", "nonsense": "", "0::/\n": "",
	} {
		if got := Sandbox([]byte(cgroup)); got != want {
			t.Errorf("%q: %q, want %q", cgroup, got, want)
		}
	}
}

func TestFlatpakApps(t *testing.T) {
	out := "com.discordapp.Discord\ncom.slack.Slack\n\nApplication\n"
	if diff := cmp.Diff([]string{"com.discordapp.Discord", "com.slack.Slack"}, FlatpakApps([]byte(out))); diff != "" {
		t.Error(diff)
	}
}

func FuzzSandbox(f *testing.F) {
	f.Add("0::/app.slice/app-flatpak-com.discordapp.Discord-4711.scope\n")
	f.Add("1:name=systemd:/snap.discord.discord.0a.scope")
	f.Fuzz(func(t *testing.T, cgroup string) {
		kind, id, found := strings.Cut(Sandbox([]byte(cgroup)), ":")
		if found && (kind != "flatpak" && kind != "snap" || id == "" || strings.ContainsAny(id, "/\n")) {
			t.Errorf("%q: %s %q", cgroup, kind, id)
		}
		for _, app := range FlatpakApps([]byte(cgroup)) {
			if strings.ContainsAny(app, " \n") {
				t.Errorf("%q: %q", cgroup, app)
			}
		}
	})
}
