package parse

import (
	"errors"
	"strings"
)

// Desktop is what a .desktop file says about a program. Source: the Desktop
// Entry Specification 1.5 of freedesktop.org.
type Desktop struct {
	Application bool // Type=Application
	Name        string
	Exec        []string // argument list without field codes; the address is appended
	TryExec     string   // program that must exist, "" for none
	MimeTypes   []string
	Categories  []string
	Hidden      bool // deleted by the user: it hides the entries of that name in later folders
	NoDisplay   bool // not shown in menus
}

// ErrDesktop is wrapped by all that is wrong with a .desktop file.
var ErrDesktop = errors.New("not a usable desktop entry")

// DesktopEntry reads the main group of a .desktop file. Translated names are
// left out; an Exec line that cannot be understood gives an empty Exec.
func DesktopEntry(data []byte) (Desktop, error) {
	keys := desktopGroup(string(data), "Desktop Entry")
	if keys == nil {
		return Desktop{}, ErrDesktop
	}
	d := Desktop{
		Application: keys["Type"] == "Application",
		Name:        unescapeDesktop(keys["Name"]),
		TryExec:     unescapeDesktop(keys["TryExec"]),
		MimeTypes:   desktopList(keys["MimeType"]),
		Categories:  desktopList(keys["Categories"]),
		Hidden:      keys["Hidden"] == "true",
		NoDisplay:   keys["NoDisplay"] == "true",
	}
	d.Exec, _ = DesktopExec(keys["Exec"], d.Name)
	return d, nil
}

// MimeDefaults lists the desktop ids that a mimeapps.list sets as default for a
// type, first preferred first.
func MimeDefaults(data []byte, mimeType string) []string {
	return desktopList(desktopGroup(string(data), "Default Applications")[mimeType])
}

// DesktopExec turns an Exec value into an argument list. Field codes for files
// and addresses are left out together with the argument that holds them, since
// the caller appends the address itself; %c becomes the name, %% a percent sign.
func DesktopExec(value, name string) ([]string, error) {
	words, err := splitExec(unescapeDesktop(value))
	if err != nil {
		return nil, err
	}
	var args []string
	for _, word := range words {
		if arg, keep := expandExec(word, name); keep {
			args = append(args, arg)
		}
	}
	if len(args) == 0 || args[0] == "" {
		return nil, ErrDesktop
	}
	return args, nil
}

// desktopGroup returns the keys of one group of a desktop-style file, nil where
// the group is missing. The first value of a key counts.
func desktopGroup(text, group string) map[string]string {
	var keys map[string]string
	inside := false
	for line := range strings.Lines(text) {
		line = strings.Trim(line, " \t\r\n")
		if strings.HasPrefix(line, "[") {
			inside = line == "["+group+"]"
			if inside && keys == nil {
				keys = map[string]string{}
			}
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !inside || !ok || strings.HasPrefix(line, "#") {
			continue
		}
		key = strings.TrimRight(key, " \t")
		if _, seen := keys[key]; !seen {
			keys[key] = strings.TrimLeft(value, " \t")
		}
	}
	return keys
}

// desktopList splits a value at its semicolons, of which the last is optional.
func desktopList(value string) []string {
	var list []string
	for item := range strings.SplitSeq(value, ";") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// unescapeDesktop resolves the escapes of the type "string". It comes before the
// quoting of Exec is looked at, as the specification asks.
func unescapeDesktop(value string) string {
	return strings.NewReplacer(`\s`, " ", `\n`, "\n", `\t`, "\t", `\r`, "\r", `\\`, `\`).Replace(value)
}

// splitExec splits an unescaped Exec value into words. Only double quotes quote,
// and only inside them a backslash escapes.
func splitExec(value string) ([]string, error) {
	var words []string
	var word strings.Builder
	quoted, started := false, false
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case quoted && c == '\\' && i+1 < len(value):
			i++
			word.WriteByte(value[i])
		case c == '"':
			quoted, started = !quoted, true
		case !quoted && (c == ' ' || c == '\t' || c == '\n'):
			if started {
				words = append(words, word.String())
				word.Reset()
				started = false
			}
		default:
			word.WriteByte(c)
			started = true
		}
	}
	if quoted {
		return nil, ErrDesktop
	}
	if started {
		words = append(words, word.String())
	}
	return words, nil
}

// expandExec resolves the field codes of one word, and tells whether the word
// stays. Flatpak's file-forwarding marks go as well: they enclose the files that
// are left out.
func expandExec(word, name string) (string, bool) {
	if word == "@@" || word == "@@u" {
		return "", false
	}
	var out strings.Builder
	for i := 0; i < len(word); i++ {
		if word[i] != '%' {
			out.WriteByte(word[i])
			continue
		}
		i++
		if i == len(word) {
			return "", false
		}
		switch word[i] {
		case '%':
			out.WriteByte('%')
		case 'c':
			out.WriteString(name)
		default: // files, addresses, icon, and codes long deprecated
			return "", false
		}
	}
	return out.String(), true
}
