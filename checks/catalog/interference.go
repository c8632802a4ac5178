package catalog

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"

	"fix502/assets"
	"fix502/checks"
)

// interferenceName is what problems of the built-in list call its file.
const interferenceName = "interference.yaml"

// Software is a program, or a box on the network, that stands between this
// computer and the web, with the signs by which it is recognised.
type Software struct {
	ID        string    `yaml:"id"`
	Name      string    `yaml:"name"`      // as people know it, "AdGuard"
	Kind      string    `yaml:"kind"`      // one of the Software kinds of checks
	Processes Processes `yaml:"processes"` // names of running programs, without ".exe"
	Services  []string  `yaml:"services"`  // short names of Windows services
	Adapters  []string  `yaml:"adapters"`  // names or descriptions of interfaces; * at an end stands for anything
	Issuers   []string  `yaml:"issuers"`   // words in the issuer of websites' certificates
}

// Processes are the names of one program's processes on each kind of system.
type Processes struct {
	Windows []string `yaml:"windows"`
	MacOS   []string `yaml:"macos"`
	Linux   []string `yaml:"linux"`
}

// interference is the form of the file.
type interference struct {
	Version  int        `yaml:"version"`
	Software []Software `yaml:"software"`
}

// Interference returns the software of the list that the program ships.
func Interference() ([]Software, error) {
	return ParseInterference(interferenceName, assets.Interference)
}

// ParseInterference reads a list of software and checks it. The error is an Errors
// with every problem in it, by line and column.
func ParseInterference(name string, raw []byte) ([]Software, error) {
	var list interference
	d := &document{file: name, at: make(map[string]mark)}
	if text, ok := d.text(raw); ok {
		if body := d.tree(text); body != nil {
			f := &form{document: d, anchors: make(map[string]ast.Node), left: maxNodes}
			if f.read(body, reflect.ValueOf(&list).Elem(), "", 0); d.sound("") {
				d.interference(list)
			}
		}
	}
	if len(d.problems) > 0 {
		return nil, inOrder(d.problems, d.more)
	}
	return list.Software, nil
}

// maxSoftware bounds the list: every process is compared with all of it.
const maxSoftware = 500

func (d *document) interference(list interference) {
	d.cat.Version = list.Version
	d.version()
	if !d.filled("", "software", len(list.Software), "a list of programs") {
		return
	}
	if len(list.Software) > maxSoftware {
		d.bad("software", "a list of more than 500 programs", "a shorter one")
		return
	}
	once := signRules{
		ids: d.unique(), names: d.unique(), windows: onlyHere("process"), macOS: onlyHere("process"), linux: onlyHere("process"),
		services: onlyHere("service"), adapters: onlyHere("adapter"), issuers: onlyHere("issuer"),
	}
	for i, s := range list.Software {
		d.software(element("software", i), s, once)
	}
}

// signRules remember what was given already: a sign means one program.
type signRules struct{ ids, names, windows, macOS, linux, services, adapters, issuers rule }

func (d *document) software(p string, s Software, once signRules) {
	if !d.sound(p) {
		return
	}
	d.needed(p, "id", s.ID, isID, once.ids)
	d.needed(p, "name", s.Name, isName, once.names)
	d.needed(p, "kind", s.Kind, isSoftwareKind)
	for _, signs := range []struct {
		key   string
		list  []string
		rules []rule
	}{
		{"processes.windows", s.Processes.Windows, []rule{isProgram, once.windows}},
		{"processes.macos", s.Processes.MacOS, []rule{isProgram, once.macOS}},
		{"processes.linux", s.Processes.Linux, []rule{isProgram, once.linux}},
		{"services", s.Services, []rule{isService, once.services}},
		{"adapters", s.Adapters, []rule{isAdapter, once.adapters}},
		{"issuers", s.Issuers, []rule{isIssuer, once.issuers}},
	} {
		for _, r := range signs.rules {
			d.each(join(p, signs.key), signs.list, r)
		}
	}
	if s.signs() == 0 {
		d.bad(p, "no sign of it", "at least one of processes, services, adapters, issuers")
	}
}

func (s Software) signs() int {
	return len(s.Processes.Windows) + len(s.Processes.MacOS) + len(s.Processes.Linux) + len(s.Services) + len(s.Adapters) + len(s.Issuers)
}

// onlyHere returns a rule that accepts each sign once, in whatever case.
func onlyHere(what string) rule {
	seen := make(map[string]bool)
	return func(v string) string {
		v = strings.ToLower(v)
		if seen[v] {
			return "a " + what + " that is in the list once"
		}
		seen[v] = true
		return ""
	}
}

var softwareKinds = []string{
	checks.SoftwareAntivirus, checks.SoftwareFilter, checks.SoftwareParental, checks.SoftwareCompany,
	checks.SoftwareVPN, checks.SoftwareProxy, checks.SoftwareDeveloper,
}

func isSoftwareKind(v string) string {
	if !slices.Contains(softwareKinds, v) {
		return "one of: " + strings.Join(softwareKinds, ", ")
	}
	return ""
}

// The shortest signs, in characters: shorter ones turn up by chance. A process and
// a service are compared whole, the others are looked for in longer texts.
const (
	leastProcess = 3
	leastAdapter = 4
	leastIssuer  = 5
)

func isProgram(v string) string {
	if isProcess(v) != "" || utf8.RuneCountInString(v) < leastProcess || strings.HasSuffix(strings.ToLower(v), programEnding) {
		return "the name of a program without its folder and without .exe, of at least 3 characters"
	}
	return ""
}

func isService(v string) string {
	if isName(v) != "" || utf8.RuneCountInString(v) < leastProcess || strings.ContainsAny(v, `/\`) {
		return "the short name of a service, of at least 3 characters"
	}
	return ""
}

// plainAdapters are interfaces that stand in computers without any such software.
// macOS makes utun0 and its like for itself; Linux calls any tunnel tun0 or wg0.
var plainAdapters = []string{
	"eth0", "enp3s0", "wlan0", "wlp2s0", "lo", "lo0", "en0", "bridge0", "docker0", "awdl0", "llw0", "utun0", "utun3", "tun0", "tap0", "wg0", "ppp0", "ipsec0",
	"ethernet", "ethernet 2", "wi-fi", "wlan", "local area connection", "loopback pseudo-interface 1", "bluetooth network connection",
	"intel(r) wi-fi 6 ax201 160mhz", "realtek pcie gbe family controller", "microsoft wi-fi direct virtual adapter", "hyper-v virtual ethernet adapter",
	"vmware virtual ethernet adapter for vmnet8", "virtualbox host-only ethernet adapter", "wan miniport (ip)", "wan miniport (sstp)", "microsoft teredo tunneling adapter",
}

func isAdapter(v string) string {
	word := strings.Trim(v, "*")
	if isName(v) != "" || utf8.RuneCountInString(word) < leastAdapter || strings.Contains(word, "*") {
		return "part of the name of an interface, of at least 4 characters, with * at its ends only"
	}
	for _, plain := range plainAdapters {
		if like(plain, strings.ToLower(v)) {
			return "a name that does not fit any computer's interfaces"
		}
	}
	return ""
}

func isIssuer(v string) string {
	if isName(v) != "" || utf8.RuneCountInString(v) < leastIssuer || strings.Contains(v, "*") {
		return "words of an issuer, of at least 5 characters"
	}
	return ""
}
