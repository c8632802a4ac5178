package probe

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/platform"
	"fix502/platform/platformtest"
)

// guards are made-up programs, so that the shipped list may change.
var guards = []catalog.Software{
	{ID: "guard", Name: "Guard", Kind: checks.SoftwareAntivirus, Processes: catalog.Processes{Windows: []string{"guardsvc"}, MacOS: []string{"Guard"}, Linux: []string{"guardd"}}, Services: []string{"Guard Service"}, Issuers: []string{"Guard Personal CA"}},
	{ID: "sieve", Name: "Sieve", Kind: checks.SoftwareFilter, Processes: catalog.Processes{Linux: []string{"sieve"}}},
	{ID: "nanny", Name: "Nanny", Kind: checks.SoftwareParental, Processes: catalog.Processes{Linux: []string{"nanny"}}},
	{ID: "office", Name: "Office Gate", Kind: checks.SoftwareCompany, Processes: catalog.Processes{Linux: []string{"gated"}}, Issuers: []string{"Office Gate", "gate.example"}},
	{ID: "burrow", Name: "Burrow", Kind: checks.SoftwareVPN, Processes: catalog.Processes{Linux: []string{"burrowd"}}, Adapters: []string{"burrow0", "*Burrow Tunnel*"}},
	{ID: "relay", Name: "Relay", Kind: checks.SoftwareProxy, Processes: catalog.Processes{Linux: []string{"relay"}}},
	{ID: "lens", Name: "Lens", Kind: checks.SoftwareDeveloper, Processes: catalog.Processes{Linux: []string{"lens"}}},
}

// watched is the setup of a target with two hosts behind an edge.
func watched() Setup {
	return Setup{
		Software: guards,
		Service:  catalog.Service{Hosts: []catalog.Host{{Host: "app.test"}, {Host: "cdn.test"}}, Edge: "net"},
		Catalog:  &catalog.Catalog{Edges: []catalog.Edge{{ID: "net"}}},
	}
}

// shown is a host whose certificate was signed by somebody.
func shown(name, issuer string) checks.HostFact {
	return checks.HostFact{Host: name, Attempts: []checks.AttemptFact{{Issuer: issuer}, {Fail: checks.FailRefused}}}
}

func card(name, description string, up bool, addresses ...string) checks.InterfaceFact {
	return checks.InterfaceFact{Name: name, Description: description, Kind: "vpn", Up: up, Addrs: addresses}
}

func TestSoftware(t *testing.T) {
	const guardCA, officeCA = "CN=Guard Personal CA,O=Guard", `CN=ca.gate.example,O=Office Gate\, Inc.`
	none := errors.New("no such list")
	for name, tt := range map[string]struct {
		info      platform.Info
		processes []string
		zombie    bool
		services  []string
		cards     []checks.InterfaceFact
		controls  []checks.HostFact
		hosts     []checks.HostFact
		edge      checks.EdgeFact
		err, late error // of the processes, of the services
		want      string
		found     string
	}{
		"nothing":                    {processes: []string{"bash", "guardd2", "sieve.sh"}, want: "ok software.none none"},
		"an antivirus":               {processes: []string{"bash", "guardd"}, want: "notice software.antivirus Guard", found: "guard process guardd"},
		"a filter":                   {processes: []string{"SIEVE"}, want: "notice software.filter Sieve", found: "sieve process SIEVE"},
		"parental control":           {processes: []string{"nanny"}, want: "notice software.parental Nanny", found: "nanny process nanny"},
		"a company's":                {processes: []string{"gated"}, want: "notice software.company Office Gate", found: "office process gated"},
		"a tunnel":                   {processes: []string{"burrowd"}, want: "notice software.vpn Burrow", found: "burrow process burrowd"},
		"a proxy":                    {processes: []string{"relay"}, want: "notice software.proxy Relay", found: "relay process relay"},
		"a developer's tool":         {processes: []string{"lens"}, want: "notice software.developer Lens", found: "lens process lens"},
		"another system's name":      {processes: []string{"guardsvc.exe", "Guard"}, want: "ok software.none none"},
		"on Windows":                 {info: windows, processes: []string{"GuardSvc.EXE"}, want: "notice software.antivirus Guard", found: "guard process GuardSvc.EXE"},
		"on macOS":                   {info: mac, processes: []string{"Guard"}, want: "notice software.antivirus Guard", found: "guard process Guard"},
		"one that ended":             {processes: []string{"guardd"}, zombie: true, want: "ok software.none none"},
		"many processes of one":      {processes: []string{"guardd", "guardd", "guardd"}, want: "notice software.antivirus Guard", found: "guard process guardd"},
		"a service":                  {services: []string{"EventLog", "guard service"}, want: "notice software.antivirus Guard", found: "guard service guard service"},
		"a process and its service":  {processes: []string{"guardd"}, services: []string{"Guard Service"}, want: "notice software.antivirus Guard", found: "guard process guardd"},
		"an interface by name":       {cards: []checks.InterfaceFact{card("burrow0", "", true, "10.9.0.2/24")}, want: "notice software.vpn Burrow", found: "burrow adapter burrow0"},
		"an interface by its driver": {cards: []checks.InterfaceFact{card("Ethernet 4", "Burrow Tunnel #2", true, "10.9.0.2/24")}, want: "notice software.vpn Burrow", found: "burrow adapter Burrow Tunnel #2"},
		"an interface that is down":  {cards: []checks.InterfaceFact{card("burrow0", "", false, "10.9.0.2/24")}, want: "ok software.none none"},
		"one without an address":     {cards: []checks.InterfaceFact{card("burrow0", "", true)}, want: "ok software.none none"},
		"one with a local address":   {cards: []checks.InterfaceFact{card("burrow0", "", true, "fe80::1/64", "169.254.3.4/16", "?")}, want: "ok software.none none"},
		"macOS's own tunnels":        {info: mac, cards: []checks.InterfaceFact{card("utun0", "", true, "fe80::1/64"), card("utun3", "", true, "10.9.0.2/24")}, want: "ok software.none none"},
		"a certificate of an unrelated host": {
			controls: []checks.HostFact{shown("a.test", "CN=R10,O=Let's Encrypt"), shown("b.test", guardCA)},
			want:     "notice software.signs Guard", found: "guard issuer " + guardCA,
		},
		"certificates of the target's hosts": {
			hosts: []checks.HostFact{shown("app.test", guardCA), shown("cdn.test", guardCA)}, want: "notice software.signs Guard", found: "guard issuer " + guardCA,
		},
		"certificates of canaries and neighbours": {
			edge: checks.EdgeFact{Canaries: []checks.HostFact{shown("c.test", guardCA)}, Neighbours: []checks.HostFact{shown("n.test", officeCA)}},
			want: "notice software.two Guard, Office Gate", found: "guard issuer " + guardCA + "; office issuer " + officeCA,
		},
		"it runs and signs": {
			processes: []string{"guardd"}, controls: []checks.HostFact{shown("b.test", guardCA), shown("a.test", guardCA)},
			want: "notice software.signs Guard", found: "guard issuer " + guardCA + "; guard process guardd",
		},
		"an unknown authority that this computer trusts": {controls: []checks.HostFact{shown("b.test", "CN=House CA")}, want: "ok software.none none"},
		"two":                            {processes: []string{"sieve", "burrowd"}, want: "notice software.two Burrow, Sieve", found: "burrow process burrowd; sieve process sieve"},
		"what signs is named first":      {processes: []string{"burrowd"}, controls: []checks.HostFact{shown("b.test", officeCA)}, want: "notice software.two Office Gate, Burrow", found: "office issuer " + officeCA + "; burrow process burrowd"},
		"many":                           {processes: []string{"sieve", "burrowd", "lens", "guardd"}, want: "notice software.more Burrow, Guard, …", found: "burrow process burrowd; guard process guardd; lens process lens; sieve process sieve"},
		"no list":                        {err: none, want: "failed software.unknown"},
		"no list, yet a service":         {err: none, services: []string{"Guard Service"}, want: "notice software.antivirus Guard", found: "guard service Guard Service"},
		"no list of services":            {late: none, want: "failed software.unknown"},
		"a system that has no services":  {late: fmt.Errorf("listing services: %w", errors.ErrUnsupported), want: "ok software.none none"},
		"no list of services, a process": {late: none, processes: []string{"guardd"}, want: "notice software.antivirus Guard", found: "guard process guardd"},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.info.OS == "" {
				tt.info = linux
			}
			host := platformtest.Healthy(netip.AddrPort{})
			host.OnInfo = func(context.Context) (platform.Info, error) { return tt.info, nil }
			host.OnProcesses = func(context.Context) ([]platform.Process, error) {
				var list []platform.Process
				for i, name := range tt.processes {
					p := someoneElses(proc(int32(i+2), 1, name, "/home/sam/secret/"+name))
					if tt.zombie {
						p = in(stuckZombie, p)
					}
					list = append(list, p)
				}
				return list, tt.err
			}
			host.OnServices = func(context.Context) ([]platform.Service, error) {
				var list []platform.Service
				for _, name := range tt.services {
					list = append(list, platform.Service{Name: name, Title: name + " by Sam"})
				}
				return list, tt.late
			}
			prior := map[checks.ID]checks.Finding{
				checks.IDLink: {Data: checks.LinkFact{Interfaces: tt.cards}}, checks.IDControls: {Data: checks.ControlsFact{Hosts: tt.controls}}, checks.IDEdge: {Data: tt.edge},
			}
			for _, h := range tt.hosts {
				prior[checks.HostID("https", h.Host, 0)] = checks.Finding{Data: h}
			}
			f := software(watched()).Run(t.Context(), checks.NewTask(checks.Env{Host: host}, prior, nil))
			if got := saw(f); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if got := sightingsOf(f); got != tt.found {
				t.Errorf("found %q, want %q", got, tt.found)
			}
		})
	}
}

func sightingsOf(f checks.Finding) string {
	fact, _ := f.Data.(checks.SoftwareFact)
	line := ""
	for _, s := range fact.Found {
		if line != "" {
			line += "; "
		}
		line += fmt.Sprintf("%s %s %s", s.ID, s.By, s.Sign)
	}
	return line
}

func TestSoftwareIsBounded(t *testing.T) {
	s := &sightings{known: guards}
	for i := range 10 * softwareMost {
		s.add(checks.ByIssuer, fmt.Sprint("CN=Guard Personal CA ", i), func(k catalog.Software) bool { return k.HasIssuer("CN=Guard Personal CA") })
	}
	if len(s.found) != softwareMost {
		t.Errorf("%d recorded", len(s.found))
	}
}

// TestSoftwareWaitsForWhatItReads: whatever is looked at is in the plan's order.
func TestSoftwareWaitsForWhatItReads(t *testing.T) {
	want := []checks.ID{checks.IDLink, checks.IDControls, "host:app.test", "host:cdn.test", checks.IDEdge}
	c := software(watched())
	if !slices.Equal(c.Late, want) || len(c.Needs)+len(c.After)+len(c.ExplainedBy) != 0 {
		t.Errorf("it waits for %q and %q, %q, %q", c.Late, c.Needs, c.After, c.ExplainedBy)
	}
}

func TestShippedSoftwareIsUsed(t *testing.T) {
	list, err := Setup{}.knownSoftware()
	if err != nil || !slices.ContainsFunc(list, func(s catalog.Software) bool { return s.ID == "adguard" }) {
		t.Errorf("%d programs, %v", len(list), err)
	}
}

// TestProgramsAreListedOnce: however many ask, and even if they ask at once.
func TestProgramsAreListedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked, answer := 0, make(chan struct{})
		host := &platformtest.Host{OnProcesses: func(context.Context) ([]platform.Process, error) {
			asked++
			<-answer
			return []platform.Process{{PID: 7}}, nil
		}}
		task, p := checks.NewTask(checks.Env{Host: host}, nil, nil), newPrograms()
		got := make(chan int, 3)
		for range 3 {
			go func() {
				list, err := p.list(t.Context(), task)
				if err != nil {
					t.Error(err)
				}
				got <- len(list)
			}()
		}
		synctest.Wait()
		impatient, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := p.list(impatient, task); !errors.Is(err, context.Canceled) {
			t.Errorf("who has no time waits: %v", err)
		}
		close(answer)
		if n := <-got + <-got + <-got; n != 3 || asked != 1 {
			t.Errorf("%d processes seen, asked %d times", n, asked)
		}
	})
}

func TestProgramsAreAskedForAgainAfterAnError(t *testing.T) {
	asked := 0
	host := &platformtest.Host{OnProcesses: func(context.Context) ([]platform.Process, error) {
		if asked++; asked == 1 {
			return nil, context.DeadlineExceeded
		}
		return []platform.Process{{PID: 7}}, nil
	}}
	task, p := checks.NewTask(checks.Env{Host: host}, nil, nil), newPrograms()
	if _, err := p.list(t.Context(), task); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if list, err := p.list(t.Context(), task); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
}
