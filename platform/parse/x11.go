package parse

import (
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
)

// XDisplay is where a DISPLAY value points.
type XDisplay struct {
	Network string // "unix" or "tcp"
	Address string // socket path, or host:port
	Host    string // "" for this computer
	Number  string // "0"
}

// xPort is the TCP port of display 0; the others follow it.
const xPort = 6000

// ErrX is wrapped by all that is wrong with a display's name or answer.
var ErrX = errors.New("not understood as X11")

// XDisplayName reads a DISPLAY value: ":0", "unix:0.1", "host:10.0", or a path
// to a socket as XQuartz sets it. DECnet names ("host::0") are refused.
func XDisplayName(value string) (XDisplay, error) {
	colon := strings.LastIndexByte(value, ':')
	if colon < 0 {
		return XDisplay{}, ErrX
	}
	host, number := value[:colon], value[colon+1:]
	number, _, _ = strings.Cut(number, ".")
	n, err := strconv.ParseUint(number, 10, 15)
	if err != nil || strings.HasSuffix(host, ":") {
		return XDisplay{}, ErrX
	}
	if strings.HasPrefix(value, "/") {
		return XDisplay{Network: "unix", Address: value, Number: number}, nil
	}
	if host == "" || host == "unix" {
		return XDisplay{Network: "unix", Address: "/tmp/.X11-unix/X" + number, Number: number}, nil
	}
	return XDisplay{Network: "tcp", Address: host + ":" + strconv.FormatUint(xPort+n, 10), Host: host, Number: number}, nil
}

// Families of an entry in an Xauthority file (X11/Xauth.h).
const (
	xLocal = 256
	xWild  = 65535
)

// xCookie is the one protocol that display managers use.
const xCookie = "MIT-MAGIC-COOKIE-1"

// XCookie finds the cookie for a display in an Xauthority file; nil where there
// is none. host is this computer's name, which local displays are filed under;
// an entry of another host with the display's number is the second choice, for
// displays reached over the network.
func XCookie(data []byte, host, number string) []byte {
	var second []byte
	for len(data) >= 2 {
		family := binary.BigEndian.Uint16(data)
		data = data[2:]
		var field [4][]byte // address, display, protocol, secret
		for i := range field {
			var ok bool
			if field[i], data, ok = xField(data); !ok {
				return second
			}
		}
		shown := len(field[1]) == 0 || string(field[1]) == number
		if !shown || string(field[2]) != xCookie {
			continue
		}
		if family == xWild || family == xLocal && string(field[0]) == host {
			return field[3]
		}
		if second == nil {
			second = field[3]
		}
	}
	return second
}

// xField takes one counted string off the front.
func xField(data []byte) (field, rest []byte, ok bool) {
	if len(data) < 2 {
		return nil, nil, false
	}
	n := int(binary.BigEndian.Uint16(data))
	if len(data) < 2+n {
		return nil, nil, false
	}
	return data[2 : 2+n], data[2+n:], true
}

// XHello is what a client says first: little endian, protocol 11.0, and the
// cookie where there is one.
func XHello(cookie []byte) []byte {
	name := ""
	if len(cookie) > 0 {
		name = xCookie
	}
	b := []byte{'l', 0, 11, 0, 0, 0, byte(len(name)), 0}
	b = binary.LittleEndian.AppendUint16(b, uint16(len(cookie)))
	b = append(b, 0, 0)
	b = xPad(append(b, name...))
	return xPad(append(b, cookie...))
}

// XHelloHead is the length of the fixed part of the server's first answer.
const XHelloHead = 8

// XWelcome reads that fixed part: whether the client is let in, and how many
// bytes follow, at most 262140.
func XWelcome(head []byte) (in bool, follow int, err error) {
	if len(head) < XHelloHead {
		return false, 0, ErrX
	}
	return head[0] == 1, 4 * int(binary.LittleEndian.Uint16(head[6:])), nil
}

// XQueryExtension asks whether the server has an extension.
func XQueryExtension(name string) []byte {
	b := []byte{98, 0, 0, 0, byte(len(name)), 0, 0, 0}
	b = xPad(append(b, name...))
	binary.LittleEndian.PutUint16(b[2:], uint16(len(b)/4))
	return b
}

// XReplySize is the length of each answer read here.
const XReplySize = 32

// XExtension reads the answer to XQueryExtension: opcode is what requests to the
// extension begin with.
func XExtension(reply []byte) (present bool, opcode byte, err error) {
	if len(reply) < XReplySize || reply[0] != 1 {
		return false, 0, ErrX
	}
	return reply[8] == 1, reply[9], nil
}

// GLXQueryVersion asks the GLX extension for its version, naming 1.4 as ours.
func GLXQueryVersion(opcode byte) []byte {
	return []byte{opcode, 7, 3, 0, 1, 0, 0, 0, 4, 0, 0, 0}
}

// GLXVersion reads the answer to GLXQueryVersion.
func GLXVersion(reply []byte) (major, minor uint32, err error) {
	if len(reply) < XReplySize || reply[0] != 1 {
		return 0, 0, ErrX
	}
	return binary.LittleEndian.Uint32(reply[8:]), binary.LittleEndian.Uint32(reply[12:]), nil
}

// xPad fills up to a multiple of four.
func xPad(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}
