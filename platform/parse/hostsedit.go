package parse

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
)

// HostsMark stands before a line of the hosts file that is switched off. For the
// system all behind it is a comment.
const HostsMark = "# Fix502: "

// HostsText is one line of a hosts file that pins names.
type HostsText struct {
	Number int    // counted from 1
	Text   string // as it stands there, without its ending
}

// HostsPins returns the lines that pin at least one of the names (lower case) to
// an address.
func HostsPins(data []byte, names []string) []HostsText {
	var list []HostsText
	for n, line := range lines(data) {
		_, pinned := hostsNames(line)
		if slices.ContainsFunc(pinned, func(name string) bool { return slices.Contains(names, plainName(name)) }) {
			list = append(list, HostsText{Number: n, Text: line})
		}
	}
	return list
}

// hostsNames splits a line into its address and names, spelt as they stand there;
// none where the line pins nothing.
func hostsNames(line string) (addr string, names []string) {
	fields := strings.Fields(cutComment(line, "#"))
	if len(fields) < 2 {
		return "", nil
	}
	if _, err := netip.ParseAddr(fields[0]); err != nil {
		return "", nil
	}
	return fields[0], fields[1:]
}

// plainName is a name as it is compared.
func plainName(name string) string { return strings.TrimSuffix(strings.ToLower(name), ".") }

// HostsLineOff is a line without the names (lower case): what else it pins stays,
// and the line as it was follows behind a mark. It is false where the line does not
// pin every one of them, or has a mark already.
func HostsLineOff(line string, names []string) (string, bool) {
	addr, pinned := hostsNames(line)
	if len(names) == 0 || strings.Contains(line, HostsMark) || strings.ContainsAny(line, "\r\n") {
		return "", false
	}
	var kept, gone []string
	for _, name := range pinned {
		if slices.Contains(names, plainName(name)) {
			gone = append(gone, plainName(name))
		} else {
			kept = append(kept, name)
		}
	}
	for _, name := range names {
		if !slices.Contains(gone, name) {
			return "", false
		}
	}
	if len(kept) == 0 {
		return HostsMark + line, true
	}
	return addr + " " + strings.Join(kept, " ") + " " + HostsMark + line, true
}

// HostsLineOn is the line that HostsLineOff made this one of, and the names that it
// left out; false where it did not.
func HostsLineOn(line string) (original string, names []string, ok bool) {
	before, original, found := strings.Cut(line, HostsMark)
	if !found {
		return "", nil, false
	}
	_, kept := hostsNames(before)
	_, pinned := hostsNames(original)
	for _, name := range pinned {
		if name = plainName(name); !slices.ContainsFunc(kept, func(k string) bool { return plainName(k) == name }) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	again, made := HostsLineOff(original, names)
	return original, names, made && again == line
}

// HostsEdit returns a hosts file with lines replaced: edit is asked for each one,
// and says false where it is to stay. Endings and a byte order mark stay as they are.
func HostsEdit(data []byte, edit func(number int, line string) (string, bool)) []byte {
	body, bom := bytes.CutPrefix(data, utf8BOM)
	var out bytes.Buffer
	if bom {
		out.Write(utf8BOM)
	}
	n := 0
	for raw := range bytes.Lines(body) {
		n++
		line := strings.TrimRight(string(raw), "\r\n")
		if changed, replace := edit(n, line); replace {
			out.WriteString(changed)
			out.Write(raw[len(line):])
			continue
		}
		out.Write(raw)
	}
	return out.Bytes()
}

// HostsLines yields each line of a hosts file as HostsEdit numbers them.
func HostsLines(data []byte) []HostsText {
	var list []HostsText
	for n, line := range lines(data) {
		list = append(list, HostsText{Number: n, Text: line})
	}
	return list
}
