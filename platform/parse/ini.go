package parse

import "strings"

// INI reads the settings files of KDE: sections in brackets, "key=value" lines.
// A key's flags ("ProxyType[$i]", fixed by the administrator) are dropped. Keys
// above the first section are under "".
func INI(data []byte) map[string]map[string]string {
	sections := map[string]map[string]string{}
	section := ""
	for _, line := range lines(data) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if line[0] == '[' && line[len(line)-1] == ']' {
			section = line[1 : len(line)-1]
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			continue
		}
		key = strings.TrimSpace(cutComment(key, "["))
		if sections[section] == nil {
			sections[section] = map[string]string{}
		}
		sections[section][key] = strings.TrimSpace(value)
	}
	return sections
}
