package lab

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// need leaves a test out where a program is missing that it needs, or, for pkexec,
// somebody to be besides root.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	if slices.Contains(programs, "pkexec") && !mapsUsers() {
		t.Skip("no other user in this namespace")
	}
}

// alone runs a test of this program in namespaces of its own, where it may change
// whatever it likes, and returns what it said. One that fails is a failure here.
func alone(t *testing.T, limit time.Duration, test string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "unshare", "--net", "--mount", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc",
		os.Args[0], "-test.v", "-test.run", "^"+test+"$")
	cmd.Env = append(os.Environ(), realDNS+"="+filepath.Join(folder(t), "fix502"))
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// passed tells from what a test said that it was run and went well.
func passed(out, test string) bool { return strings.Contains(out, "--- PASS: "+test) }
