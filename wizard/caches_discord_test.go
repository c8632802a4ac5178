package wizard_test

import (
	"context"
	"os"
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

// TestDiscordsCaches clears what the built-in catalogue says of Discord, in folders
// laid out as its versions lay them out, and deletes it for good: sign-in data and
// the program stay, and so does whatever links in the caches lead to.
func TestDiscordsCaches(t *testing.T) {
	for name, row := range map[string]struct {
		base  string
		files []string // below base
		link  string   // base is reached through this link as well, "" for none
	}{
		"old layout": {".config/discord", []string{"0.0.99/modules/discord_voice/index.js", "Local Storage/leveldb/000003.log", "Cookies"}, ""},
		"new layout, with the program": {
			".config/discord",
			[]string{"app-1.0.136/Discord", "app-1.0.136/modules/a", "Local Storage/leveldb/000003.log", "installer.db", "Network/Cookies"},
			"",
		},
		"Flatpak": {".var/app/com.discordapp.Discord/config/discord", []string{"Local Storage/leveldb/000003.log", "settings.json"}, ""},
		"Snap":    {"snap/discord/214/.config/discord", []string{"Local Storage/leveldb/000003.log", "Preferences"}, "snap/discord/current"},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			base := filepath.Join(home, row.base)
			var want []string
			for _, file := range append(slices.Clone(row.files), "Cache/Cache_Data/data_0", "Code Cache/js/index", "GPUCache/data_1", "Service Worker/CacheStorage/a/b") {
				write(t, filepath.Join(base, file), strings.Repeat("x", 5000))
			}
			for _, file := range row.files {
				want = append(want, filepath.Join(row.base, file))
			}
			write(t, filepath.Join(home, "Documents/letter.txt"), "dear")
			want = append(want, "Documents/letter.txt")
			for link, to := range map[string]string{"Cache/Cache_Data/link": filepath.Join(home, "Documents"), "DawnCache": filepath.Join(home, "Documents"), "Discord": filepath.Join(base, row.files[0])} {
				if err := os.Symlink(to, filepath.Join(base, link)); err != nil {
					t.Fatal(err)
				}
				if !strings.HasPrefix(link, "Cache/") {
					want = append(want, filepath.Join(row.base, link))
				}
			}
			if row.link != "" {
				if err := os.Symlink("214", filepath.Join(home, row.link)); err != nil {
					t.Fatal(err)
				}
				want = append(want, row.link)
			}
			w := &cacheWorld{Flow: discordWalk(t, home), home: home}
			f := w.Flow
			r := f.Do(t.Context(), wizard.ClearCache, wizard.ClearAppCache, "discord-stable", quiet)
			if !r.OK || len(r.Made) == 0 {
				t.Fatalf("%+v", r)
			}
			for _, id := range r.Made {
				if dropped := f.Drop(t.Context(), id); !dropped.OK {
					t.Errorf("deleting it: %+v", dropped)
				}
			}
			left, put := w.files(t)
			slices.Sort(left)
			slices.Sort(want)
			if diff := cmp.Diff(want, left); diff != "" || put != 0 {
				t.Errorf("%d in quarantine; left: %s", put, diff)
			}
		})
	}
}

// discordWalk is a walk about Discord's app on a Linux computer with that home folder.
func discordWalk(t *testing.T, home string) *wizard.Flow {
	t.Helper()
	builtin, err := catalog.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	f := flow(t, newSite(t, 200), func(p *wizard.Parts, h *platformtest.Host) {
		p.Catalog, p.Journal = builtin, change.Open(filepath.Join(t.TempDir(), "journal.jsonl"))
		h.OnInfo = func(context.Context) (platform.Info, error) {
			return platform.Info{OS: "linux", Home: home, Uptime: time.Hour}, nil
		}
	})
	if err := f.Choose("discord", checks.SeenApp); err != nil {
		t.Fatal(err)
	}
	return f
}
