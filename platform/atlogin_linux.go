package platform

import (
	"os"
	"path/filepath"
	"strings"
)

// loginMark tells Fix502's own entry from another of the same name.
const loginMark = "X-Fix502-Resume=true"

// loginFile is an entry of the desktop's autostart folder. What a sandbox sees of
// that folder is not what the desktop reads.
func (s *System) loginFile() (string, error) {
	if _, err := os.Stat(sandboxOfFlatpak); err == nil || s.env("SNAP") != "" {
		return "", ErrNoLoginStart
	}
	folder := s.xdgDir("XDG_CONFIG_HOME", ".config", "autostart")
	if !filepath.IsAbs(folder) {
		return "", ErrNoLoginStart
	}
	return filepath.Join(folder, "org.fix502.Fix502.resume.desktop"), nil
}

// loginText is the entry, by the Desktop Entry Specification.
func loginText(command []string) []byte {
	words := make([]string, len(command))
	for i, word := range command {
		words[i] = execWord(word)
	}
	return []byte("[Desktop Entry]\nType=Application\nName=Fix502\nTerminal=false\n" +
		"Exec=" + strings.Join(words, " ") + "\n" +
		"X-GNOME-Autostart-enabled=true\n" + loginMark + "\n")
}

// execWord quotes one word of an Exec line: first as the line wants it, then as
// every text of such a file.
func execWord(word string) string {
	line := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`, `%`, `%%`).Replace(word)
	text := strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(line)
	return `"` + text + `"`
}
