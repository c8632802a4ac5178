package lab

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/text"
	"fix502/platform"
	"fix502/wizard"
)

// isNo tells an answer that means that the rights are missing.
func isNo(err error) bool {
	return errors.Is(err, platform.ErrRightsDenied) || errors.Is(err, platform.ErrNoWayToRights)
}

// routerPart tells this test binary, started by itself in a room, what to play:
// "timer" or the address to listen at.
const routerPart = "FIX502_TEST_ROUTER"

// beyond is the address behind the router that stands for the internet.
const beyond = "10.77.0.1:80"

// TestPlayRouter is no test: it is what runs in the rooms.
func TestPlayRouter(t *testing.T) {
	switch part := os.Getenv(routerPart); part {
	case "":
	case "timer":
		timeRouter(t)
	default:
		l, err := net.Listen("tcp", part)
		must(t, err)
		fmt.Println("listening")
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_ = conn.Close()
		}
	}
}

// timeRouter runs the timer on the computer of the room and prints what it says.
func timeRouter(t *testing.T) {
	t.Helper()
	found, err := catalog.Parse("test", []byte(`{"version":1,"services":[{"id":"a","name":"A","url":"http://`+beyond+`/","hosts":[{"host":"10.77.0.1","port":80,"scheme":"http"}]}],
"edges":[],"resolvers":[],"reachability":{"anchors":["`+beyond+`"],"portals":[],"controls":[]}}`))
	must(t, err)
	texts, err := text.Load(text.Fallback)
	must(t, err)
	sys := platform.New()
	f := wizard.NewFlow(wizard.Parts{
		Catalog: found, Texts: texts, Machine: sys, Getenv: os.Getenv, Version: "test",
		Env: checks.Env{Host: sys, Dial: platform.Dialer(), DialSmall: platform.SmallDialer(), Now: time.Now},
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); cancel() }() // closed by the test to stop it
	for tick := range f.RouterRestart(ctx) {
		fmt.Println("tick", tick.Phase)
		if tick.Result != nil {
			fmt.Println("result", tick.Result.OK, tick.Result.Text, strings.Join(tick.Result.Lines, " "))
		}
	}
	fmt.Println("over")
}

// playRouter starts this test binary in a room.
func playRouter(t *testing.T, r *Room, part string) (lines <-chan string, in io.Closer) {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := r.Command(t.Context(), self, "-test.run=^TestPlayRouter$")
	cmd.Env = append(os.Environ(), routerPart+"="+part)
	out, err := cmd.StdoutPipe()
	must(t, err)
	stdin, err := cmd.StdinPipe()
	must(t, err)
	must(t, cmd.Start())
	said := make(chan string, 1000)
	go func() {
		defer close(said)
		for s := bufio.NewScanner(out); s.Scan(); {
			said <- s.Text()
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return said, stdin
}

// awaited reads until a line begins like this, and returns it.
func awaited(t *testing.T, lines <-chan string, beginning string) string {
	t.Helper()
	limit := time.NewTimer(runLimit)
	defer limit.Stop()
	for {
		select {
		case line, more := <-lines:
			if !more {
				t.Fatalf("it ended without saying %q", beginning)
			}
			if strings.HasPrefix(line, beginning) {
				return line
			}
		case <-limit.C:
			t.Fatalf("never said %q", beginning)
		}
	}
}

// routerRooms are a computer, its router and a place beyond it.
func routerRooms(t *testing.T) (computer, router *Room) {
	t.Helper()
	folder(t)
	if _, err := exec.LookPath("nsenter"); err != nil {
		t.Skip(err)
	}
	enter := func() *Room {
		r, err := NewRoom(t.Context())
		must(t, err)
		t.Cleanup(func() { _ = r.Close() })
		return r
	}
	computer, router = enter(), enter()
	must(t, computer.Joined(t.Context(), router))
	for _, line := range with(routed, "router link set lo up", "router address add "+roomRouter+"/24 dev cable", "router address add 10.77.0.1/32 dev lo") {
		if rest, far := strings.CutPrefix(line, "router "); far {
			must(t, router.IP(t.Context(), strings.Fields(rest)...))
			continue
		}
		must(t, computer.IP(t.Context(), strings.Fields(line)...))
	}
	place, _ := playRouter(t, router, beyond)
	awaited(t, place, "listening")
	return computer, router
}

// TestEndToEndRouterTimer pulls the router's cable and puts it back, and the timer
// notices both by itself.
func TestEndToEndRouterTimer(t *testing.T) {
	computer, router := routerRooms(t)
	lines, _ := playRouter(t, computer, "timer")
	awaited(t, lines, "tick unplug")
	must(t, router.IP(t.Context(), "link", "set", "cable", "down"))
	awaited(t, lines, "tick off")
	awaited(t, lines, "tick plug") // half a minute later
	must(t, router.IP(t.Context(), "link", "set", "cable", "up"))
	must(t, computer.IP(t.Context(), "link", "set", "cable", "up"))
	_ = computer.IP(t.Context(), "route", "replace", "default", "via", roomRouter) // as DHCP would
	result := awaited(t, lines, "result")
	if !strings.HasPrefix(result, "result true The router was away for ") || !strings.Contains(result, "After: the router answered in") {
		t.Error(result)
	}
	t.Log(result)
	awaited(t, lines, "over")
}

// TestEndToEndRouterTimerStops leaves the timer while nothing answers.
func TestEndToEndRouterTimerStops(t *testing.T) {
	computer, router := routerRooms(t)
	must(t, router.IP(t.Context(), "link", "set", "cable", "down"))
	lines, in := playRouter(t, computer, "timer")
	awaited(t, lines, "tick off")
	must(t, in.Close())
	awaited(t, lines, "over")
}
