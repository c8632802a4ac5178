package catalog

import (
	"slices"
	"strings"
)

// programEnding is what Windows puts behind the name of a program.
const programEnding = ".exe"

// HasProcess tells whether a process of this name is one of the software's. os is
// "windows", "darwin" or "linux"; the case of the name and ".exe" do not matter.
func (s Software) HasProcess(os, name string) bool {
	if n := len(name) - len(programEnding); n > 0 && strings.EqualFold(name[n:], programEnding) {
		name = name[:n]
	}
	byOS := map[string][]string{"windows": s.Processes.Windows, "darwin": s.Processes.MacOS, "linux": s.Processes.Linux}
	return holds(byOS[os], name)
}

// HasService tells whether a service of this short name is one of the software's.
func (s Software) HasService(name string) bool { return holds(s.Services, name) }

func holds(list []string, name string) bool {
	return slices.ContainsFunc(list, func(known string) bool { return strings.EqualFold(known, name) })
}

// HasAdapter tells whether an interface is one of the software's, by its name or by
// its driver's description, which may be empty.
func (s Software) HasAdapter(name, description string) bool {
	name, description = strings.ToLower(name), strings.ToLower(description)
	return slices.ContainsFunc(s.Adapters, func(pattern string) bool {
		pattern = strings.ToLower(pattern)
		return like(name, pattern) || like(description, pattern)
	})
}

// like compares a text with a pattern, both in lower case.
func like(text, pattern string) bool {
	word := strings.Trim(pattern, "*")
	before, after := strings.HasPrefix(pattern, "*"), strings.HasSuffix(pattern, "*")
	switch {
	case before && after:
		return strings.Contains(text, word)
	case before:
		return strings.HasSuffix(text, word)
	case after:
		return strings.HasPrefix(text, word)
	}
	return text == word
}

// HasIssuer tells whether a certificate's issuer names the software. The issuer is
// written as in RFC 2253, "CN=…,O=…", where a comma in a name has a \ before it.
func (s Software) HasIssuer(issuer string) bool {
	issuer = strings.ToLower(strings.ReplaceAll(issuer, `\`, ""))
	return slices.ContainsFunc(s.Issuers, func(words string) bool { return strings.Contains(issuer, strings.ToLower(words)) })
}
