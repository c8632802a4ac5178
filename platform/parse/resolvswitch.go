package parse

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
)

// How a resolv.conf(5) says what was done to it: a line before the new servers,
// and a word before each line that was there instead.
const (
	switchMark = "# Fix502: set for now. The lines from before follow with \"#Fix502 \" in front."
	switchedBy = "#Fix502 "
	nameserver = "nameserver "
)

// SwitchResolvConf puts servers in the place of those of a resolv.conf(5) file. All
// else in it stays, and the old lines stay as comments. Where the servers are those
// from before the file is, to the byte, what it was.
func SwitchResolvConf(data []byte, servers []netip.Addr) []byte {
	original := switchBack(data)
	if slices.Equal(ResolvConf(original), servers) {
		return original
	}
	var fresh bytes.Buffer
	fresh.WriteString(switchMark + "\n")
	for _, a := range servers {
		fresh.WriteString(nameserver + a.String() + "\n")
	}
	var out bytes.Buffer
	placed := false
	for line := range bytes.Lines(original) {
		if isNameserver(line) {
			if !placed {
				out.Write(fresh.Bytes())
			}
			placed = true
			out.WriteString(switchedBy)
		}
		out.Write(line)
	}
	if !placed {
		return append(fresh.Bytes(), original...)
	}
	return out.Bytes()
}

func isNameserver(line []byte) bool {
	fields := strings.Fields(string(line))
	return len(fields) > 0 && fields[0] == strings.TrimSpace(nameserver)
}

// switchBack is the file as it was before SwitchResolvConf. A file that it never
// touched is returned as it is.
func switchBack(data []byte) []byte {
	if !bytes.Contains(data, []byte(switchMark+"\n")) {
		return data
	}
	out := make([]byte, 0, len(data))
	ours := false
	for line := range bytes.Lines(data) {
		switch {
		case string(line) == switchMark+"\n":
			ours = true
			continue
		case ours && isNameserver(line):
			continue
		}
		ours = false
		line, _ = bytes.CutPrefix(line, []byte(switchedBy))
		out = append(out, line...)
	}
	return out
}
