package change

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fix502/platform"
)

func (p *privileged) LeaveEnvironment() {
	if len(p.calls) > 0 {
		p.calls = append(p.calls, "too late")
	}
	p.left = true
}

func (p *privileged) EmptyCaches(context.Context) error {
	p.calls = append(p.calls, "empty")
	return nil
}

func (p *privileged) SyncClock(context.Context) error {
	p.calls = append(p.calls, "clock")
	return platform.ErrHelperNothing
}

func (p *privileged) EditHosts(_ context.Context, orders []platform.HostsOrder, off bool) error {
	for _, o := range orders {
		p.calls = append(p.calls, fmt.Sprintf("hosts %v %d:%s:%s", off, o.Number, o.Digest, strings.Join(o.Names, ",")))
	}
	return nil
}

func (p *privileged) MacProxies(_ context.Context, orders []platform.MacProxyOrder) error {
	for _, o := range orders {
		p.calls = append(p.calls, "mac "+o.Arg())
	}
	return errors.New("no Mac")
}

func TestHelperVerbs(t *testing.T) {
	first, second := hostsLines()[0].Arg(), hostsLines()[1].Arg()
	for name, row := range map[string]struct {
		args  []string
		code  int
		calls []string
	}{
		"caches":                    {args: []string{"flush-dns"}, code: platform.HelperDone, calls: []string{"empty"}},
		"caches, with an argument":  {args: []string{"flush-dns", "unbound"}, code: platform.HelperRefused},
		"clock":                     {args: []string{"set-clock"}, code: platform.HelperNothing, calls: []string{"clock"}},
		"clock, with a time":        {args: []string{"set-clock", "2020-01-01"}, code: platform.HelperRefused},
		"hosts off":                 {args: []string{"hosts-off", first, second}, code: platform.HelperDone, calls: []string{"hosts true " + first, "hosts true " + second}},
		"hosts on":                  {args: []string{"hosts-on", first}, code: platform.HelperDone, calls: []string{"hosts false " + first}},
		"hosts, no line":            {args: []string{"hosts-off"}, code: platform.HelperRefused},
		"hosts, a line twice":       {args: []string{"hosts-off", first, first}, code: platform.HelperRefused},
		"hosts, a text":             {args: []string{"hosts-off", "192.0.2.1 evil.example"}, code: platform.HelperRefused},
		"hosts, one bad":            {args: []string{"hosts-on", first, "x"}, code: platform.HelperRefused},
		"hosts, a path":             {args: []string{"hosts-off", "/etc/shadow", first}, code: platform.HelperRefused},
		"proxy":                     {args: []string{"mac-proxy", "web:off:Wi-Fi"}, code: platform.HelperFailed, calls: []string{"mac web:off:Wi-Fi"}},
		"proxy, an option":          {args: []string{"mac-proxy", "web:off:-setdnsservers"}, code: platform.HelperRefused},
		"proxy, another switch":     {args: []string{"mac-proxy", "dns:off:Wi-Fi"}, code: platform.HelperRefused},
		"proxy, another state":      {args: []string{"mac-proxy", "web:maybe:Wi-Fi"}, code: platform.HelperRefused},
		"proxy, no service":         {args: []string{"mac-proxy", "web:off:"}, code: platform.HelperRefused},
		"nothing":                   {code: platform.HelperRefused},
		"an unknown verb":           {args: []string{"run", "sh"}, code: platform.HelperRefused},
		"a verb in other letters":   {args: []string{"FLUSH-DNS"}, code: platform.HelperRefused},
		"a verb with a blank":       {args: []string{"flush-dns "}, code: platform.HelperRefused},
		"the empty verb":            {args: []string{""}, code: platform.HelperRefused},
		"too many arguments":        {args: append([]string{"hosts-off"}, slices.Repeat([]string{first}, argumentsLimit)...), code: platform.HelperRefused},
		"an argument much too long": {args: []string{"hosts-off", strings.Repeat("x", argumentLimit+1)}, code: platform.HelperRefused},
	} {
		t.Run(name, func(t *testing.T) {
			p := &privileged{rights: true}
			code, _ := Help(t.Context(), p, row.args)
			if code != row.code || !slices.Equal(p.calls, row.calls) || p.left != (len(row.calls) > 0) {
				t.Errorf("%d, %q", code, p.calls)
			}
			p = &privileged{}
			if code, err := Help(t.Context(), p, row.args); err == nil || code != platform.HelperNoRights && code != platform.HelperRefused || len(p.calls) > 0 {
				t.Errorf("without rights: %d, %v, %q", code, err, p.calls)
			}
		})
	}
}

// Every verb of the closed list refuses what it does not know, and is fuzzed from
// its own form.
func helperSeeds() [][]string {
	first := hostsLines()[0].Arg()
	return [][]string{
		{platform.VerbFlushDNS},
		{platform.VerbSetClock},
		{platform.VerbHostsOff, first},
		{platform.VerbHostsOn, first},
		{platform.VerbMacProxy, "web:off:Wi-Fi", "auto:on:Büro"},
		{platform.VerbSetDNS, "resolv.conf,both,,only,192.0.2.7"},
		{platform.VerbTryDNS, "/home/sam/.local/state/fix502/token-ABC", "networkmanager,ipv4,eth0,automatic"},
	}
}

func TestEveryVerbIsFuzzed(t *testing.T) {
	for verb := range verbs() {
		if !slices.ContainsFunc(helperSeeds(), func(seed []string) bool { return seed[0] == verb }) {
			t.Errorf("%s has no seed", verb)
		}
	}
}

// FuzzHelper starts helper mode with whatever a process without rights could write.
// What is carried out is of the list, and exactly what was asked for.
func FuzzHelper(f *testing.F) {
	for _, seed := range helperSeeds() {
		f.Add(strings.Join(seed, "\x00"))
	}
	f.Add("sh\x00-c\x00id")
	f.Add("hosts-off\x00/etc/shadow")
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Split(line, "\x00")
		p := &privileged{rights: true}
		code, _ := Help(t.Context(), p, args)
		_, known := verbs()[args[0]]
		if (code == platform.HelperRefused) != (len(p.calls) == 0) {
			t.Fatalf("%q: exit %d, done %q", args, code, p.calls)
		}
		if len(p.calls) == 0 {
			return
		}
		if !known || len(args) > argumentsLimit {
			t.Fatalf("%q was carried out: %q", args, p.calls)
		}
		switch args[0] {
		case platform.VerbHostsOff, platform.VerbHostsOn, platform.VerbMacProxy:
			if len(p.calls) != len(args)-1 {
				t.Fatalf("%q: done %q", args, p.calls)
			}
			for i, call := range p.calls {
				if !strings.HasSuffix(call, " "+args[i+1]) || strings.ContainsAny(call, "\r\n\x1b") {
					t.Fatalf("%q: done %q", args, p.calls)
				}
			}
		case platform.VerbFlushDNS, platform.VerbSetClock:
			if len(args) != 1 {
				t.Fatalf("%q: done %q", args, p.calls)
			}
		}
	})
}
