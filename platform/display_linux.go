package platform

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path"
	"strings"
	"time"

	"fix502/platform/parse"
)

const (
	// displayLimit is how long the look for a display may take; a display of this
	// computer answers within milliseconds, a forwarded one within a second or so.
	displayLimit = 2 * time.Second
	// xAuthorityLimit bounds the file of display cookies, in bytes.
	xAuthorityLimit = 1 << 20
	// linkerCacheLimit bounds the linker's list of libraries, in bytes.
	linkerCacheLimit = 16 << 20
	// glLibrary is what the window's OpenGL is loaded from.
	glLibrary = "libGL.so.1"
)

// hasDisplay connects to the X display. The window's toolkit speaks X11 only, so
// on Wayland it is Xwayland that counts, which sets DISPLAY too.
func (s *System) hasDisplay() bool {
	x, err := s.openX()
	if err != nil {
		return false
	}
	x.close()
	return true
}

// canOpenGL looks for the library and asks the display for GLX.
func (s *System) canOpenGL() (bool, string) {
	x, err := s.openX()
	if err != nil {
		return false, noDisplay
	}
	defer x.close()
	if !s.hasLibrary(glLibrary) {
		return false, noGLLibrary
	}
	if !x.hasGLX() {
		return false, noGLX
	}
	return true, ""
}

// hasLibrary looks for a shared library where the linker would.
func (s *System) hasLibrary(name string) bool {
	for dir := range strings.SplitSeq(s.env("LD_LIBRARY_PATH"), ":") {
		if path.IsAbs(dir) && s.isFile(path.Join(dir, name)) {
			return true
		}
	}
	// The cache is a binary list of names and paths, each ended by a zero byte.
	if cache, err := s.readSome("/etc/ld.so.cache", linkerCacheLimit); err == nil {
		if bytes.Contains(cache, []byte("/"+name+"\x00")) {
			return true
		}
	}
	for _, dir := range []string{"/usr/lib64", "/usr/lib", "/lib64", "/lib", "/usr/local/lib"} {
		if s.isFile(path.Join(dir, name)) {
			return true
		}
	}
	return false
}

// xClient is a connection to an X display.
type xClient struct{ conn net.Conn }

// openX connects to the display that the environment names, and is let in.
func (s *System) openX() (*xClient, error) {
	display, err := parse.XDisplayName(s.env("DISPLAY"))
	if err != nil {
		return nil, fmt.Errorf("connecting to the display: %w", err)
	}
	conn, err := dialX(display)
	if err != nil {
		return nil, fmt.Errorf("connecting to the display: %w", err)
	}
	x := &xClient{conn: conn}
	if err = conn.SetDeadline(time.Now().Add(displayLimit)); err == nil {
		err = x.greet(s.xCookie(display))
	}
	if err != nil {
		x.close()
		return nil, fmt.Errorf("connecting to the display: %w", err)
	}
	return x, nil
}

// dialX tries the abstract socket first, as Xlib does: it is reached from places
// that do not see the host's /tmp.
func dialX(display parse.XDisplay) (net.Conn, error) {
	if display.Network == "unix" {
		if conn, err := net.DialTimeout("unix", "@"+display.Address, displayLimit); err == nil {
			return conn, nil
		}
	}
	return net.DialTimeout(display.Network, display.Address, displayLimit)
}

// xCookie is what lets this user onto the display, nil where none is needed.
func (s *System) xCookie(display parse.XDisplay) []byte {
	file := s.env("XAUTHORITY")
	if file == "" {
		file = path.Join(s.env("HOME"), ".Xauthority")
	}
	data, err := s.readSome(file, xAuthorityLimit)
	if err != nil {
		return nil
	}
	host, err := os.Hostname()
	if err != nil {
		return nil
	}
	return parse.XCookie(data, host, display.Number)
}

// greet says hello and reads past the welcome.
func (x *xClient) greet(cookie []byte) error {
	head, err := x.exchange(parse.XHello(cookie), parse.XHelloHead)
	if err != nil {
		return err
	}
	in, follow, err := parse.XWelcome(head)
	if err != nil {
		return err
	}
	if !in {
		return os.ErrPermission
	}
	_, err = io.CopyN(io.Discard, x.conn, int64(follow))
	return err
}

// hasGLX asks for GLX 1.3, the least that the window's toolkit works with.
func (x *xClient) hasGLX() bool {
	reply, err := x.exchange(parse.XQueryExtension("GLX"), parse.XReplySize)
	if err != nil {
		return false
	}
	present, opcode, err := parse.XExtension(reply)
	if err != nil || !present {
		return false
	}
	reply, err = x.exchange(parse.GLXQueryVersion(opcode), parse.XReplySize)
	if err != nil {
		return false
	}
	major, minor, err := parse.GLXVersion(reply)
	return err == nil && (major > 1 || major == 1 && minor >= 3)
}

// exchange sends a request and reads an answer of known length.
func (x *xClient) exchange(request []byte, size int) ([]byte, error) {
	if _, err := x.conn.Write(request); err != nil {
		return nil, err
	}
	reply := make([]byte, size)
	_, err := io.ReadFull(x.conn, reply)
	return reply, err
}

func (x *xClient) close() { _ = x.conn.Close() }
