package report

import (
	"regexp"
	"slices"
	"strings"
)

// A folder's name ends at a separator or at what ends a path in a sentence. One
// with blanks is known by the separator that follows.
const (
	folderName = `(?:[^\\/\s"'<>|:*?;,()\[\]]|'\pL)+`
	folderTail = `(?:` + folderName + `(?: ` + folderName + `){1,3}([\\/])|` + folderName + `)`
)

// homePattern is a home folder in its usual place, on any system, anybody's.
var homePattern = regexp.MustCompile(`((?i:\b[a-z]:[\\/]+(?:users|documents and settings)[\\/]+)|[\\/]+Users[\\/]+|[\\/]+home[\\/]+)` + folderTail)

// hideHomes leaves out whose folder it is.
func hideHomes(s string) string { return homePattern.ReplaceAllString(s, "${1}"+markUser+"${2}") }

// folder is the user's home where it is not in a usual place.
type folder struct{ pattern *regexp.Regexp }

// newFolder makes the pattern of a home folder, whichever way its separators lean
// and however many there are. The places that everybody has give nil.
func newFolder(home string) *folder {
	parts := slices.DeleteFunc(strings.FieldsFunc(home, func(c rune) bool { return c == '/' || c == '\\' }),
		func(p string) bool { return p == "." })
	personal := slices.ContainsFunc(parts, func(p string) bool { return !strings.HasSuffix(p, ":") && !common(p) })
	if len(parts) == 0 || !personal {
		return nil
	}
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	lead := `[\\/]+`
	if strings.HasSuffix(parts[0], ":") {
		lead = `\b`
	}
	return &folder{regexp.MustCompile(`(?i)` + lead + strings.Join(parts, `[\\/]+`) + `([\\/\s"'<>|:*?;,()\[\]]|$)`)}
}

func (f *folder) hide(s string) string { return f.pattern.ReplaceAllString(s, markHome+"${1}") }
