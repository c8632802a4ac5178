package parse

import "strings"

// WindowsCommand reads the start command that a Windows program registered:
// "C:\a b\c.exe" --flag "%1", or the bare path, quoted or not. Arguments with a
// place for the address (%1) are left out because the caller appends it. exists
// tells whether a file is there; it decides where an unquoted path ends.
func WindowsCommand(line string, exists func(string) bool) []string {
	line = strings.TrimSpace(line)
	program, rest := windowsProgram(line, exists)
	if program == "" {
		return nil
	}
	args := []string{program}
	for _, arg := range splitWindows(rest) {
		if !strings.Contains(arg, "%") {
			args = append(args, arg)
		}
	}
	return args
}

// windowsProgram splits the program off a command line.
func windowsProgram(line string, exists func(string) bool) (program, rest string) {
	if quoted, ok := strings.CutPrefix(line, `"`); ok {
		program, rest, _ = strings.Cut(quoted, `"`)
		return program, rest
	}
	if exists(line) {
		return line, ""
	}
	// As Windows itself does: the shortest piece up to a space that is a file.
	for i := range len(line) {
		if line[i] == ' ' && exists(line[:i]) {
			return line[:i], line[i:]
		}
	}
	program, rest, _ = strings.Cut(line, " ")
	return program, rest
}

// splitWindows splits arguments at spaces outside double quotes. Browsers
// register no escaped quotes, so a backslash is a backslash.
func splitWindows(line string) []string {
	var args []string
	var arg strings.Builder
	quoted, started := false, false
	for _, c := range []byte(line) {
		switch {
		case c == '"':
			quoted, started = !quoted, true
		case !quoted && (c == ' ' || c == '\t'):
			if started {
				args = append(args, arg.String())
				arg.Reset()
				started = false
			}
		default:
			arg.WriteByte(c)
			started = true
		}
	}
	if started {
		args = append(args, arg.String())
	}
	return args
}
