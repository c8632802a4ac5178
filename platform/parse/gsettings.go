package parse

import (
	"strconv"
	"strings"
)

// GSettings reads `gsettings list-recursively SCHEMA`: the values, still in
// GVariant's text form, under "schema key".
func GSettings(data []byte) map[string]string {
	values := map[string]string{}
	for _, line := range lines(data) {
		schema, rest, ok := strings.Cut(line, " ")
		if !ok {
			continue
		}
		key, value, ok := strings.Cut(rest, " ")
		if ok && schema != "" && key != "" {
			values[schema+" "+key] = strings.TrimSpace(value)
		}
	}
	return values
}

// GVariantString reads a text in quotes, "" for anything else.
func GVariantString(s string) string {
	text, _, ok := quoted(s)
	if !ok {
		return ""
	}
	return text
}

// GVariantInt reads a whole number, with or without its type in front
// ("uint16 8080"); 0 for anything else.
func GVariantInt(s string) int {
	fields := strings.Fields(s)
	if len(fields) == 0 {
		return 0
	}
	n, err := strconv.Atoi(fields[len(fields)-1])
	if err != nil {
		return 0
	}
	return n
}

// GVariantStrings reads an array of texts, "['a', 'b']" or "@as []".
func GVariantStrings(s string) []string {
	s = strings.TrimSpace(strings.TrimPrefix(s, "@as"))
	s, ok := strings.CutPrefix(s, "[")
	if !ok {
		return nil
	}
	var list []string
	for {
		text, rest, ok := quoted(strings.TrimLeft(s, ", "))
		if !ok {
			return list
		}
		list = append(list, text)
		s = rest
	}
}

// quoted reads a text in single or double quotes from the front of s. Only the
// escapes that matter in host names and addresses are undone: the quote and the
// backslash; others keep their letter.
func quoted(s string) (text, rest string, ok bool) {
	if s == "" || (s[0] != '\'' && s[0] != '"') {
		return "", s, false
	}
	mark := s[0]
	var out strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == mark:
			return out.String(), s[i+1:], true
		case s[i] == '\\' && i+1 < len(s):
			i++
			out.WriteByte(s[i])
		default:
			out.WriteByte(s[i])
		}
	}
	return "", s, false
}
