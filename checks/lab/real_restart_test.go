package lab

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"

	"fix502/platform"
)

// logindStart is how long systemd-logind may take until it is on the bus.
const logindStart = 20 * time.Second

// initOfLogind plays what logind asks of systemd itself for a restart: whether there
// is such a target, and then to start it.
type initOfLogind struct{ started chan string }

func (i initOfLogind) StartUnit(unit, _ string) (dbus.ObjectPath, *dbus.Error) {
	i.started <- unit
	return "/org/freedesktop/systemd1/job/1", nil
}

// startLogind starts a bus and the real systemd-logind on it, with a /run of its own,
// and points this process to it. It returns what the played systemd was asked to start.
func startLogind(t *testing.T) <-chan string {
	t.Helper()
	dir := folder(t)
	daemon := "/lib/systemd/systemd-logind"
	if _, err := os.Stat(daemon); err != nil {
		t.Skipf("no systemd-logind here: %v", err)
	}
	dir, err := os.MkdirTemp(dir, "logind")
	must(t, err)
	address := "unix:path=" + filepath.Join(dir, "bus")
	config := filepath.Join(dir, "bus.conf")
	must(t, os.WriteFile(config, []byte(fmt.Sprintf(`<busconfig><type>custom</type><listen>%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/></policy></busconfig>`, address)), 0o644))
	bus := exec.CommandContext(t.Context(), "dbus-daemon", "--config-file="+config, "--nofork", "--nosyslog", "--print-address")
	out, err := bus.StdoutPipe()
	must(t, err)
	must(t, bus.Start())
	t.Cleanup(func() { _ = bus.Process.Kill(); _ = bus.Wait() })
	_, err = bufio.NewReader(out).ReadString('\n')
	must(t, err)

	conn, err := dbus.Connect(address)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	init := initOfLogind{make(chan string, 4)}
	must(t, conn.Export(init, "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager"))
	_, err = prop.Export(conn, "/org/freedesktop/systemd1/unit/reboot_2etarget",
		prop.Map{"org.freedesktop.systemd1.Unit": {"LoadState": {Value: "loaded"}}})
	must(t, err)
	_, err = conn.RequestName("org.freedesktop.systemd1", dbus.NameFlagDoNotQueue)
	must(t, err)

	appeared := make(chan *dbus.Signal, 16)
	conn.Signal(appeared)
	must(t, conn.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, "org.freedesktop.login1")))
	const ownRun = `mount -t tmpfs run /run && mkdir -p /run/systemd/seats /run/systemd/users /run/systemd/sessions /run/systemd/inhibit /run/systemd/shutdown /run/udev && exec "$0"`
	logind := exec.CommandContext(t.Context(), "unshare", "--mount", "sh", "-ec", ownRun, daemon)
	logind.Env = append(os.Environ(), "DBUS_SYSTEM_BUS_ADDRESS="+address, "SYSTEMD_LOG_TARGET=console")
	var complaint bytes.Buffer
	logind.Stderr = &complaint
	must(t, logind.Start())
	t.Cleanup(func() { _ = logind.Process.Kill(); _ = logind.Wait() })
	ctx, cancel := context.WithTimeout(t.Context(), logindStart)
	defer cancel()
	select {
	case <-appeared:
	case <-ctx.Done():
		_ = logind.Process.Kill()
		_ = logind.Wait()
		t.Fatalf("systemd-logind does not come up: %s", complaint.String())
	}
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
	return init.started
}

// TestEndToEndRestartByRealLogind has the real systemd-logind asked for a restart;
// what it tells systemd to do about it is caught.
func TestEndToEndRestartByRealLogind(t *testing.T) {
	started := startLogind(t)
	sys := platform.New()
	way, err := sys.RestartWay(t.Context())
	if err != nil || !way.Possible || way.Asks || way.Others {
		t.Errorf("root may restart: %+v, %v", way, err)
	}
	if err := sys.Restart(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	if unit := <-started; unit != "reboot.target" {
		t.Errorf("systemd was asked for %s", unit)
	}
}

// TestEndToEndRestartRefusedByRealLogind asks as somebody without rights, where no
// agent is there to ask for them.
func TestEndToEndRestartRefusedByRealLogind(t *testing.T) {
	if os.Getenv(restartPart) != "" {
		t.Skip("this is the one who asks")
	}
	started := startLogind(t)
	self, err := os.Executable()
	must(t, err)
	const nobody = "65534"
	cmd := exec.CommandContext(t.Context(), "setpriv", "--reuid="+nobody, "--clear-groups", self, "-test.run=^TestPlayRestart$", "-test.v")
	cmd.Env = append(os.Environ(), restartPart+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "answer: no rights") {
		t.Errorf("%v\n%s", err, out)
	}
	select {
	case unit := <-started:
		t.Errorf("systemd was asked for %s", unit)
	default:
	}
}

// restartPart tells this test binary, started by itself, to ask for a restart.
const restartPart = "FIX502_TEST_RESTART"

// TestPlayRestart is no test: it is somebody without rights who asks for a restart.
func TestPlayRestart(t *testing.T) {
	if os.Getenv(restartPart) == "" {
		return
	}
	err := platform.New().Restart(t.Context(), "")
	if isNo(err) {
		fmt.Println("answer: no rights")
		return
	}
	t.Errorf("the answer is %v", err)
}
