package platform

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// tinResolvConf is a computer whose resolv.conf is a file of the test.
func tinResolvConf(t *testing.T, text string) (*System, string) {
	t.Helper()
	root := t.TempDir()
	name := filepath.Join(root, "etc", "resolv.conf")
	if err := errors.Join(os.Mkdir(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o640)); err != nil {
		t.Fatal(err)
	}
	return &System{fs: os.DirFS(root), root: root, env: func(string) string { return "" }}, name
}

func reads(t *testing.T, name, want string) {
	t.Helper()
	if got, err := os.ReadFile(name); err != nil || string(got) != want {
		t.Errorf("%s has %q, %v\nwant %q", filepath.Base(name), got, err, want)
	}
}

const plainResolv = "search home\nnameserver 192.0.2.1\n"

func switched(t *testing.T) []DNSSetting {
	return []DNSSetting{{Way: WayResolvConf, Family: DNSOverBoth, Servers: addrs(t, "192.0.2.7")}}
}

// TestTryDNS plays what becomes of servers on trial. The clock is not the real one.
func TestTryDNS(t *testing.T) {
	changed := "search home\n# Fix502: set for now. The lines from before follow with \"#Fix502 \" in front.\nnameserver 192.0.2.7\n#Fix502 nameserver 192.0.2.1\n"
	for name, tt := range map[string]struct {
		tell  func(token, conf string) error
		after time.Duration // when the trial is over, at the latest
		want  string
	}{
		"nobody says anything": {func(string, string) error { return nil }, DNSTrial, plainResolv},
		"kept":                 {func(token, _ string) error { return DNSGuard{Token: token}.TellDNS(true) }, time.Second, changed},
		"told to go back":      {func(token, _ string) error { return DNSGuard{Token: token}.TellDNS(false) }, time.Second, plainResolv},
		"told nonsense":        {func(token, _ string) error { return os.WriteFile(token, []byte("keep it"), 0o600) }, time.Second, plainResolv},
		"told at great length": {func(token, _ string) error { return os.WriteFile(token, make([]byte, 1<<20), 0o600) }, time.Second, plainResolv},
		"a pipe":               {func(token, _ string) error { return syscall.Mkfifo(token, 0o600) }, time.Second, plainResolv},
		"a link":               {func(token, _ string) error { return os.Symlink("/dev/zero", token) }, time.Second, plainResolv},
		"a folder":             {func(token, _ string) error { return os.Mkdir(token, 0o700) }, time.Second, plainResolv},
		"somebody else sets it": {func(_, conf string) error {
			return os.WriteFile(conf, []byte("nameserver 192.0.2.99\n"), 0o640)
		}, DNSTrial, "nameserver 192.0.2.99\n"},
	} {
		t.Run(name, func(t *testing.T) {
			host, conf := tinResolvConf(t, plainResolv)
			token := TokenPath(t.TempDir(), "ABC")
			synctest.Test(t, func(t *testing.T) {
				ended := make(chan error, 1)
				began := time.Now()
				go func() { ended <- host.TryDNS(t.Context(), switched(t), token) }()
				synctest.Wait()
				reads(t, conf, changed)
				if err := tt.tell(token, conf); err != nil {
					t.Fatal(err)
				}
				if err := <-ended; err != nil {
					t.Error(err)
				}
				if took := time.Since(began); took > tt.after {
					t.Errorf("it took %v", took)
				}
			})
			reads(t, conf, tt.want)
			if info, err := os.Stat(conf); err != nil || info.Mode().Perm() != 0o640 {
				t.Errorf("the file's mode is another: %v, %v", info.Mode(), err)
			}
		})
	}
}

func TestTryDNSRefuses(t *testing.T) {
	host, conf := tinResolvConf(t, plainResolv)
	if err := host.TryDNS(t.Context(), switched(t), "/etc/passwd"); err == nil {
		t.Error("a token that is none is taken")
	}
	elsewhere := []DNSSetting{{Way: WayResolved, Family: DNSOverBoth, Interface: "no-such-link", Servers: addrs(t, "192.0.2.7")}}
	if err := host.PutDNS(t.Context(), elsewhere); err == nil {
		t.Error("a connection that isn't there is taken")
	}
	reads(t, conf, plainResolv)
}

// TestEndedTrialGoesBack ends the process with rights itself.
func TestEndedTrialGoesBack(t *testing.T) {
	host, conf := tinResolvConf(t, plainResolv)
	token := TokenPath(t.TempDir(), "ABC")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- host.TryDNS(ctx, switched(t), token) }()
		synctest.Wait()
		cancel()
		<-ended
	})
	reads(t, conf, plainResolv)
}

func TestResolvConfBehindALink(t *testing.T) {
	host, conf := tinResolvConf(t, "")
	behind := filepath.Join(t.TempDir(), "stub.conf")
	if err := errors.Join(os.WriteFile(behind, []byte(plainResolv), 0o644), os.Remove(conf), os.Symlink(behind, conf)); err != nil {
		t.Fatal(err)
	}
	// The file system of the test ends at its root; the real one doesn't.
	host.fs = os.DirFS(filepath.Dir(filepath.Dir(conf)))
	if err := host.setResolvConf(switched(t)[0]); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(conf); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if err := host.setResolvConf(DNSSetting{Servers: addrs(t, "192.0.2.1")}); err != nil {
		t.Fatal(err)
	}
	reads(t, behind, plainResolv)
}

func TestNoRightsForResolvConf(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere; the lab tries it as another user")
	}
	host, conf := tinResolvConf(t, plainResolv)
	if err := os.Chmod(filepath.Dir(conf), 0o500); err != nil {
		t.Fatal(err)
	}
	if err := host.applyDNS(t.Context(), switched(t)); !errors.Is(err, errDNSRights) {
		t.Errorf("got %v", err)
	}
}
