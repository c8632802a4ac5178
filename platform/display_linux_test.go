package platform

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fix502/platform/parse"
)

// answers of an X server: let in with 8 more bytes, and not let in.
var (
	welcome = []byte{1, 0, 11, 0, 0, 0, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8}
	refusal = []byte{0, 2, 11, 0, 0, 0, 1, 0, 'n', 'o', 0, 0}
)

// xReply is an answer of 32 bytes with values at places.
func xReply(values map[int]byte) []byte {
	b := make([]byte, parse.XReplySize)
	b[0] = 1
	for i, v := range values {
		b[i] = v
	}
	return b
}

// xServer plays an X server that gives fixed answers, one to each request, and
// returns what DISPLAY is for it and the cookies it was shown.
func xServer(t *testing.T, answers ...[]byte) (display string, cookies chan string) {
	t.Helper()
	display = filepath.Join(t.TempDir(), "x:0")
	listener, err := net.Listen("unix", display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	cookies = make(chan string, 8)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serveX(conn, answers, cookies)
		}
	}()
	return display, cookies
}

// serveX serves one client.
func serveX(conn net.Conn, answers [][]byte, cookies chan<- string) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	head := make([]byte, 12)
	if _, err := io.ReadFull(in, head); err != nil {
		return
	}
	rest := make([]byte, pad4(binary.LittleEndian.Uint16(head[6:]))+pad4(binary.LittleEndian.Uint16(head[8:])))
	if _, err := io.ReadFull(in, rest); err != nil {
		return
	}
	cookies <- string(rest[min(len(rest), 20):])
	for _, answer := range answers {
		if _, err := conn.Write(answer); err != nil {
			return
		}
		request := make([]byte, 4)
		if _, err := io.ReadFull(in, request); err != nil {
			return
		}
		if _, err := io.CopyN(io.Discard, in, 4*int64(binary.LittleEndian.Uint16(request[2:]))-4); err != nil {
			return
		}
	}
}

func pad4(n uint16) int { return (int(n) + 3) / 4 * 4 }

func TestDisplay(t *testing.T) {
	hasGLX := xReply(map[int]byte{8: 1, 9: 150})
	for name, row := range map[string]struct {
		answers [][]byte
		library bool
		display bool
		reason  string // "" where OpenGL looks possible
	}{
		"all well":           {[][]byte{welcome, hasGLX, xReply(map[int]byte{8: 1, 12: 4})}, true, true, ""},
		"no library":         {[][]byte{welcome, hasGLX, xReply(map[int]byte{8: 1, 12: 4})}, false, true, noGLLibrary},
		"GLX too old":        {[][]byte{welcome, hasGLX, xReply(map[int]byte{8: 1, 12: 2})}, true, true, noGLX},
		"no GLX":             {[][]byte{welcome, xReply(nil)}, true, true, noGLX},
		"hangs up then":      {[][]byte{welcome}, true, true, noGLX},
		"an error for GLX":   {[][]byte{welcome, make([]byte, 32)}, true, true, noGLX},
		"not let in":         {[][]byte{refusal}, true, false, noDisplay},
		"hangs up at once":   {nil, true, false, noDisplay},
		"announces too much": {[][]byte{{1, 0, 11, 0, 0, 0, 0xff, 0xff}}, true, false, noDisplay},
		"is a web server":    {[][]byte{[]byte("HTTP/1.1 400 Bad Request\r\n\r\n")}, true, false, noDisplay},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // one of them takes as long as the patience lasts
			files := map[string]string{}
			if row.library {
				files["etc/ld.so.cache"] = "glibc-ld.so.cache1.1\x00libGL.so.1\x00/usr/lib/x86_64-linux-gnu/libGL.so.1\x00"
			}
			display, _ := xServer(t, row.answers...)
			s := recorded(files, nil, map[string]string{"DISPLAY": display})
			if got := s.HasDisplay(); got != row.display {
				t.Errorf("it has a display: %t", got)
			}
			if ok, reason := s.CanOpenGL(); ok != (row.reason == "") || reason != row.reason {
				t.Errorf("OpenGL: %t, %q", ok, reason)
			}
		})
	}
}

func TestNoDisplay(t *testing.T) {
	nobody := filepath.Join(t.TempDir(), "x:0")
	for _, display := range []string{"", ":", "nonsense", nobody, ":32767"} {
		s := recorded(nil, nil, map[string]string{"DISPLAY": display, "WAYLAND_DISPLAY": "wayland-0"})
		if s.HasDisplay() {
			t.Errorf("%q counts as a display", display)
		}
		if ok, reason := s.CanOpenGL(); ok || reason != noDisplay {
			t.Errorf("OpenGL on %q: %t, %q", display, ok, reason)
		}
	}
}

func TestTheDisplaysCookieIsShown(t *testing.T) {
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	var file []byte
	for _, field := range []string{host, "0", "MIT-MAGIC-COOKIE-1", "sixteen bytes !!"} {
		if len(file) == 0 {
			file = []byte{1, 0} // a display of this computer
		}
		file = binary.BigEndian.AppendUint16(file, uint16(len(field)))
		file = append(file, field...)
	}
	display, cookies := xServer(t, welcome)
	for name, env := range map[string]map[string]string{
		"run/xauth":             {"XAUTHORITY": "/run/xauth"},
		"home/anna/.Xauthority": {"HOME": "/home/anna"},
	} {
		env["DISPLAY"] = display
		if !recorded(map[string]string{name: string(file)}, nil, env).HasDisplay() {
			t.Error("not let in")
		}
		if got := <-cookies; got != "sixteen bytes !!" {
			t.Errorf("by %s: the cookie is %q", name, got)
		}
	}
}

// The same questions to a real X server.
func TestRealDisplay(t *testing.T) {
	program, err := exec.LookPath("Xvfb")
	if err != nil {
		t.Skipf("no X server to test with: %v", err)
	}
	for name, row := range map[string]struct {
		glx    string
		reason string
	}{"with GLX": {"+extension", ""}, "without GLX": {"-extension", noGLX}} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), program, "-displayfd", "1", "-noreset", "-nolisten", "tcp", row.glx, "GLX")
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
			})
			number, err := bufio.NewReader(out).ReadString('\n')
			if err != nil {
				t.Skipf("the X server does not start here: %v", err)
			}
			s := recorded(map[string]string{"usr/lib/libGL.so.1": ""}, nil, map[string]string{"DISPLAY": ":" + strings.TrimSpace(number)})
			if !s.HasDisplay() {
				t.Error("it is no display")
			}
			if ok, reason := s.CanOpenGL(); ok != (row.reason == "") || reason != row.reason {
				t.Errorf("OpenGL: %t, %q", ok, reason)
			}
		})
	}
}
