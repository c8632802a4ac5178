package parse

import (
	"fmt"
	"strings"
)

// OSRelease names a Linux system by its os-release(5) file, "Debian 12". It is
// "" where the file names nothing.
func OSRelease(data []byte) string {
	values := map[string]string{}
	for _, line := range lines(data) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if ok && !strings.HasPrefix(key, "#") {
			values[key] = shellWord(value)
		}
	}
	name := strings.TrimSuffix(values["NAME"], " GNU/Linux")
	if name == "" {
		return values["PRETTY_NAME"]
	}
	return strings.TrimSpace(name + " " + values["VERSION_ID"])
}

// shellWord takes the quotes off a value and undoes the escapes within double
// quotes that os-release(5) allows.
func shellWord(s string) string {
	s = strings.TrimSpace(s)
	if len(s) < 2 || s[0] != s[len(s)-1] || (s[0] != '"' && s[0] != '\'') {
		return s
	}
	inner := s[1 : len(s)-1]
	if s[0] == '\'' {
		return inner
	}
	return strings.NewReplacer(`\"`, `"`, `\$`, `$`, `\\`, `\`, "\\`", "`").Replace(inner)
}

// firstWindows11 is the build number from which Windows calls itself 11. The
// registry's ProductName says "Windows 10" to this day.
const firstWindows11 = 22000

// WindowsName names a Windows by what its registry says (ProductName,
// DisplayVersion) and its build number: "Windows 11 24H2".
func WindowsName(product, display string, build uint32) string {
	name := strings.TrimPrefix(strings.TrimSpace(product), "Microsoft ")
	switch {
	case strings.Contains(name, "Server"):
	case build >= firstWindows11:
		name = "Windows 11"
	case strings.HasPrefix(name, "Windows 10") || name == "":
		name = "Windows 10"
	}
	if display = strings.TrimSpace(display); display != "" {
		return name + " " + display
	}
	return fmt.Sprintf("%s (build %d)", name, build)
}
