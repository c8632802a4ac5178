package parse

import (
	"path"
	"strings"
)

// UserDirs reads user-dirs.dirs, which tells where the user's documents and
// downloads are: lines such as XDG_DOWNLOAD_DIR="$HOME/Downloads". A folder that
// is neither absolute nor below $HOME is left out, as the file's own comment asks.
func UserDirs(data []byte, home string) map[string]string {
	dirs := map[string]string{}
	for line := range strings.Lines(string(data)) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok || !strings.HasPrefix(name, "XDG_") || !strings.HasSuffix(name, "_DIR") {
			continue
		}
		value, ok = strings.CutPrefix(value, `"`)
		if !ok {
			continue
		}
		value, _, ok = strings.Cut(value, `"`)
		if !ok {
			continue
		}
		if rest, below := strings.CutPrefix(value, "$HOME"); below && (rest == "" || rest[0] == '/') {
			value = home + rest
		}
		if path.IsAbs(value) {
			dirs[name] = path.Clean(value)
		}
	}
	return dirs
}
