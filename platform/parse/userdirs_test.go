package parse

import (
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUserDirs(t *testing.T) {
	file := []byte(`# This file is written by xdg-user-dirs-update
XDG_DESKTOP_DIR="$HOME/Schreibtisch"
XDG_DOWNLOAD_DIR="$HOME/Downloads"
XDG_DOCUMENTS_DIR="/data/../docs/anna"
XDG_MUSIC_DIR="relative/music"
XDG_VIDEOS_DIR="$HOMEMADE/videos"
XDG_PICTURES_DIR=$HOME/unquoted
XDG_TEMPLATES_DIR="$HOME/
PATH="/evil"
`)
	want := map[string]string{
		"XDG_DESKTOP_DIR":   "/home/anna/Schreibtisch",
		"XDG_DOWNLOAD_DIR":  "/home/anna/Downloads",
		"XDG_DOCUMENTS_DIR": "/docs/anna",
	}
	if diff := cmp.Diff(want, UserDirs(file, "/home/anna")); diff != "" {
		t.Error(diff)
	}
}

func FuzzUserDirs(f *testing.F) {
	f.Add([]byte(`XDG_DOWNLOAD_DIR="$HOME/Downloads"`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for name, dir := range UserDirs(data, "/home/anna") {
			if !path.IsAbs(dir) || path.Clean(dir) != dir {
				t.Errorf("%s is %q", name, dir)
			}
		}
	})
}
