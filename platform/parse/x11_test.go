package parse

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

func TestXDisplayName(t *testing.T) {
	for value, want := range map[string]XDisplay{
		":0":                {Network: "unix", Address: "/tmp/.X11-unix/X0", Number: "0"},
		":99.1":             {Network: "unix", Address: "/tmp/.X11-unix/X99", Number: "99"},
		"unix:3":            {Network: "unix", Address: "/tmp/.X11-unix/X3", Number: "3"},
		"localhost:10.0":    {Network: "tcp", Address: "localhost:6010", Host: "localhost", Number: "10"},
		"[::1]:2":           {Network: "tcp", Address: "[::1]:6002", Host: "[::1]", Number: "2"},
		"/run/xquartz:0":    {Network: "unix", Address: "/run/xquartz:0", Number: "0"},
		"":                  {},
		"0":                 {},
		"host::0":           {},
		":-1":               {},
		":../../etc/passwd": {},
		":99999999":         {},
	} {
		got, err := XDisplayName(value)
		if got != want || (err != nil) != (want == XDisplay{}) {
			t.Errorf("%q gave %+v, %v", value, got, err)
		}
	}
}

// xauth writes one entry of an Xauthority file.
func xauth(family uint16, fields ...string) []byte {
	b := binary.BigEndian.AppendUint16(nil, family)
	for _, f := range fields {
		b = binary.BigEndian.AppendUint16(b, uint16(len(f)))
		b = append(b, f...)
	}
	return b
}

func TestXCookie(t *testing.T) {
	file := bytes.Join([][]byte{
		xauth(0, "\x7f\x00\x00\x01", "7", xCookie, "over-the-network"),
		xauth(xLocal, "other", "0", xCookie, "another-host's"),
		xauth(xLocal, "here", "0", "XDM-AUTHORIZATION-1", "unknown-protocol"),
		xauth(xLocal, "here", "0", xCookie, "mine"),
		xauth(xWild, "", "", xCookie, "any"),
	}, nil)
	for number, want := range map[string]string{"0": "mine", "7": "any"} {
		if got := XCookie(file, "here", number); string(got) != want {
			t.Errorf("display %s: %q", number, got)
		}
	}
	network := xauth(0, "\x7f\x00\x00\x01", "7", xCookie, "over-the-network")
	if got := XCookie(network, "here", "7"); string(got) != "over-the-network" {
		t.Errorf("a display of another host: %q", got)
	}
	for cut := range len(network) {
		if got := XCookie(network[:cut], "here", "7"); got != nil {
			t.Errorf("cut after %d bytes: %q", cut, got)
		}
	}
}

func TestXMessages(t *testing.T) {
	cookie := strings.Repeat("k", 16)
	hello := XHello([]byte(cookie))
	want := "l\x00\x0b\x00\x00\x00\x12\x00\x10\x00\x00\x00" + xCookie + "\x00\x00" + cookie
	if string(hello) != want {
		t.Errorf("hello with a cookie is %q", hello)
	}
	if got := string(XHello(nil)); got != "l\x00\x0b\x00\x00\x00\x00\x00\x00\x00\x00\x00" {
		t.Errorf("hello without a cookie is %q", got)
	}
	if got := string(XQueryExtension("GLX")); got != "\x62\x00\x03\x00\x03\x00\x00\x00GLX\x00" {
		t.Errorf("question for an extension is %q", got)
	}
}

func FuzzX11(f *testing.F) {
	f.Add(":0", xauth(xLocal, "here", "0", xCookie, "mine"))
	f.Add("h:1", append([]byte{1, 0, 0, 0, 0, 0, 0, 0, 1, 9}, make([]byte, 22)...))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if d, err := XDisplayName(name); err == nil && strings.Trim(d.Number, "0123456789") != "" {
			t.Errorf("display number %q", d.Number)
		}
		if cookie := XCookie(data, "here", "0"); len(cookie) > len(data) {
			t.Error("a cookie longer than its file")
		}
		if _, follow, err := XWelcome(data); err == nil && (follow < 0 || follow > 262140) {
			t.Errorf("%d bytes announced", follow)
		}
		_, _, _ = XExtension(data)
		_, _, _ = GLXVersion(data)
	})
}
