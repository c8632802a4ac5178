package platform

import (
	"context"
	"fmt"
	"net/netip"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
)

// recorded is a computer made of files, of what its programs print (by command
// line) and of its environment. A program without a recording is not installed.
func recorded(files, programs, env map[string]string) *System {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return &System{
		fs:   fsys,
		root: "/",
		env:  func(name string) string { return env[name] },
		run: func(_ context.Context, name string, args ...string) ([]byte, error) {
			out, ok := programs[strings.Join(append([]string{name}, args...), " ")]
			if !ok {
				return nil, fmt.Errorf("running %s: %w", name, exec.ErrNotFound)
			}
			return []byte(out), nil
		},
	}
}

func addrs(t *testing.T, list ...string) []netip.Addr {
	t.Helper()
	var parsed []netip.Addr
	for _, s := range list {
		a, err := netip.ParseAddr(s)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, a)
	}
	return parsed
}
