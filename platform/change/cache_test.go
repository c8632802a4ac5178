package change

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// cacheDesk is a computer with an app whose caches may be cleared.
func cacheDesk(t *testing.T, files ...string) (tin, Computer, *Journal, CacheFolder) {
	t.Helper()
	d := tin(t.TempDir())
	folder := caches(filepath.Join(string(d), "discord"))
	for _, name := range files {
		write(t, filepath.Join(folder.Base, name), name)
	}
	return d, d.computer(), Open(filepath.Join(string(d), "state", "journal.jsonl")), folder
}

func write(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

func TestClearCache(t *testing.T) {
	d, c, j, folder := cacheDesk(t, "Cache/data", "Code Cache/js/a", "Local Storage/token", "app-1/Discord")
	before := d.snapshot(t)
	result := made(t, j, NewClearCache(c, folder))
	if !result.InForce {
		t.Error("not in force")
	}
	now := d.snapshot(t)
	for _, gone := range []string{"/discord/Cache/data", "/discord/Code Cache/js/a"} {
		if _, there := now[gone]; there {
			t.Errorf("%s is still there", gone)
		}
	}
	for _, kept := range []string{"/discord/Cache/", "/discord/Code Cache/", "/discord/Local Storage/token", "/discord/app-1/Discord"} {
		if _, there := now[kept]; !there {
			t.Errorf("%s is gone", kept)
		}
	}
	if _, made := now["/discord/GPUCache/"]; made {
		t.Error("a cache that was not there was made")
	}
	// The app has run since, and what it made there meanwhile gives way.
	write(t, filepath.Join(folder.Base, "Cache", "newer"), "x")
	must(t, reopened(j).Undo(t.Context(), c, result.Entry.ID))
	if diff := cmp.Diff(before, d.snapshot(t)); diff != "" {
		t.Error(diff)
	}
}

func TestClearCacheFollowsNoLink(t *testing.T) {
	d, c, j, folder := cacheDesk(t, "Code Cache/js")
	write(t, filepath.Join(string(d), "photos", "Cache", "holiday"), "dear")
	folder.Items = append(folder.Items, "Service Worker/CacheStorage", "../photos/Cache", "/photos", "Code Cache/../../photos")
	c.AllowCache = func(CacheFolder) bool { return true }
	must(t, os.Symlink(filepath.Join(string(d), "photos", "Cache"), filepath.Join(folder.Base, "Cache")))
	must(t, os.MkdirAll(filepath.Join(string(d), "photos", "CacheStorage"), 0o755))
	must(t, os.Symlink(filepath.Join(string(d), "photos"), filepath.Join(folder.Base, "Service Worker")))
	made(t, j, NewClearCache(c, folder))
	now := d.snapshotOf(t, "photos")
	if diff := cmp.Diff(map[string]string{"/": "", "/Cache/": "", "/Cache/holiday": "dear", "/CacheStorage/": ""}, now); diff != "" {
		t.Errorf("outside the folder: %s", diff)
	}
	if _, err := os.Stat(filepath.Join(folder.Base, "Code Cache", "js")); err == nil {
		t.Error("the ordinary cache was left as well")
	}
}

func TestClearCacheRefuses(t *testing.T) {
	t.Run("while the app runs", func(t *testing.T) {
		d, c, j, folder := cacheDesk(t, "Cache/data")
		used := true
		c.InUse = func(context.Context, string) (bool, error) { return used, nil }
		before := d.snapshot(t)
		if _, err := Do(t.Context(), j, NewClearCache(c, folder)); !errors.Is(err, ErrInUse) {
			t.Errorf("clearing: %v", err)
		}
		if diff := cmp.Diff(before, d.snapshot(t)); diff != "" {
			t.Error(diff)
		}
		used = false
		id := made(t, j, NewClearCache(c, folder)).Entry.ID
		used = true
		if err := j.Undo(t.Context(), c, id); !errors.Is(err, ErrInUse) {
			t.Errorf("putting back: %v", err)
		}
		if standing, _ := j.Standing(t.Context(), c); len(standing) != 1 {
			t.Error("what could not be put back is no longer offered")
		}
	})
	t.Run("where nothing is", func(t *testing.T) {
		_, c, j, folder := cacheDesk(t)
		if r := made(t, j, NewClearCache(c, folder)); r.Entry.Outcome != Nothing {
			t.Errorf("outcome %q", r.Entry.Outcome)
		}
	})
	t.Run("what a written journal asks for", func(t *testing.T) {
		d, c, j, folder := cacheDesk(t, "Cache/data")
		made(t, j, NewClearCache(c, folder))
		c.AllowCache = func(CacheFolder) bool { return false }
		list, err := j.UndoAll(t.Context(), c)
		if err != nil || len(list) != 0 && !errors.Is(list[0].Err, ErrNotAllowed) {
			t.Errorf("%v, %v", list, err)
		}
		if _, err := os.Stat(filepath.Join(string(d), "discord", "Cache", "data")); err == nil {
			t.Error("it was put back")
		}
	})
}

func TestQuarantineNames(t *testing.T) {
	for name, want := range map[string]bool{
		NewClearCache(Computer{}, CacheFolder{}).store: true,
		".fix502-":      false,
		".fix502-../..": false,
		"Local Storage": false,
		"":              false,
	} {
		if isQuarantine(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}

func TestSizes(t *testing.T) {
	_, _, _, folder := cacheDesk(t, "Cache/data", "Cache/more/data", "Local Storage/token")
	must(t, os.Symlink("/", filepath.Join(folder.Base, "Cache", "everything")))
	want := []CacheSize{{Item: "Cache", Bytes: int64(len("Cache/data") + len("Cache/more/data")), Files: 2}}
	if diff := cmp.Diff(want, Sizes(t.Context(), folder)); diff != "" {
		t.Error(diff)
	}
}

func TestQuarantineIsDropped(t *testing.T) {
	for name, row := range map[string]struct {
		age  time.Duration
		gone bool
	}{
		"after six days":   {age: 6 * 24 * time.Hour},
		"after seven days": {age: 7 * 24 * time.Hour, gone: true},
	} {
		t.Run(name, func(t *testing.T) {
			d, c, j, folder := cacheDesk(t, "Cache/data")
			made(t, j, NewClearCache(c, folder))
			j.now = func() time.Time { return time.Now().Add(row.age) }
			must(t, j.Sweep(t.Context(), c))
			standing, err := reopened(j).Standing(t.Context(), c)
			if err != nil || (len(standing) == 0) != row.gone {
				t.Errorf("standing: %v, %v", standing, err)
			}
			left := slices.ContainsFunc(keys(d.snapshotOf(t, "discord")), func(name string) bool { return filepath.Base(name) == "data" })
			if left == row.gone {
				t.Errorf("the quarantine is there: %v", left)
			}
		})
	}
	t.Run("when the user says so", func(t *testing.T) {
		d, c, j, folder := cacheDesk(t, "Cache/data")
		id := made(t, j, NewClearCache(c, folder)).Entry.ID
		must(t, j.Finish(t.Context(), c, id))
		if diff := cmp.Diff([]string{"/", "/Cache/"}, keys(d.snapshotOf(t, "discord"))); diff != "" {
			t.Error(diff)
		}
		if err := j.Undo(t.Context(), c, id); !errors.Is(err, ErrNotStanding) {
			t.Errorf("taking it back: %v", err)
		}
	})
}

func keys(m map[string]string) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// snapshotOf is the snapshot of a folder of the computer.
func (d tin) snapshotOf(t *testing.T, folder string) map[string]string {
	t.Helper()
	return tin(filepath.Join(string(d), folder)).snapshot(t)
}
