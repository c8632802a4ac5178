package parse

import (
	"bytes"
	"strings"
)

// SetINI returns a settings file with one value replaced, and all else as it stands
// there. It is false where the section has no such value. Of several the last counts
// for readers, so all of them are replaced.
func SetINI(data []byte, section, key, value string) ([]byte, bool) {
	var out bytes.Buffer
	inside, done := false, false
	for raw := range bytes.Lines(data) {
		line := strings.TrimRight(string(raw), "\r\n")
		text := strings.TrimSpace(strings.TrimPrefix(line, string(utf8BOM)))
		if strings.HasPrefix(text, "[") {
			inside = text == "["+section+"]"
		}
		name, _, found := strings.Cut(text, "=")
		if inside && found && strings.TrimSpace(name) == key {
			out.WriteString(key + "=" + value)
			out.Write(raw[len(line):])
			done = true
			continue
		}
		out.Write(raw)
	}
	return out.Bytes(), done
}
