package platform

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// recordedMac is a Mac made of what its programs print, with what it was told to do.
func recordedMac(programs map[string]string) (*System, *[]string) {
	host, told := recorded(nil, nil, nil), &[]string{}
	host.run = func(_ context.Context, name string, args ...string) ([]byte, error) {
		line := strings.Join(append([]string{name}, args...), " ")
		if strings.Contains(line, "-setdnsservers") {
			*told = append(*told, line)
		}
		out, known := programs[line]
		if !known {
			return nil, fmt.Errorf("running %s: no recording", line)
		}
		if strings.HasPrefix(out, "exit 14: ") {
			return []byte(out), fmt.Errorf("running %s: exit status 14", name)
		}
		return []byte(out), nil
	}
	return host, told
}

// The transcripts are those of macOS 10.15 to 15; the second user has renamed the
// service and speaks German.
const (
	servicesOfMac    = "An asterisk (*) denotes that a network service is disabled.\n(1) Wi-Fi\n(Hardware Port: Wi-Fi, Device: en0)\n"
	servicesOfGerman = "Ein Sternchen (*) bedeutet, dass ein Netzwerkdienst deaktiviert ist.\n(1) WLAN zu Hause\n(Hardware Port: WLAN, Device: en0)\n"
)

func TestMacReadDNS(t *testing.T) {
	key := DNSSetting{Interface: "en0", Family: DNSOverBoth, Way: WayNetworkSetup}
	for name, tt := range map[string]struct {
		programs map[string]string
		want     DNSSetting
	}{
		"servers of the network": {
			map[string]string{
				networkSetup + " -listnetworkserviceorder": servicesOfMac,
				networkSetup + " -getdnsservers Wi-Fi":     "There aren't any DNS Servers set on Wi-Fi.\n",
				"/usr/sbin/scutil --dns":                   "DNS configuration\n\nresolver #1\n  nameserver[0] : 192.168.1.1\n  if_index : 14 (en0)\n",
			},
			DNSSetting{Name: "Wi-Fi", Profile: "Wi-Fi", Automatic: true, InUse: addrs(t, "192.168.1.1")},
		},
		"set by hand, in German": {
			map[string]string{
				networkSetup + " -listnetworkserviceorder":     servicesOfGerman,
				networkSetup + " -getdnsservers WLAN zu Hause": "9.9.9.9\n2620:fe::fe\n",
			},
			DNSSetting{Name: "WLAN zu Hause", Profile: "WLAN zu Hause", Servers: addrs(t, "9.9.9.9", "2620:fe::fe"), InUse: addrs(t, "9.9.9.9", "2620:fe::fe")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			host, told := recordedMac(tt.programs)
			got, err := host.macReadDNS(t.Context(), key)
			tt.want.Interface, tt.want.Family, tt.want.Way = key.Interface, key.Family, key.Way
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%v\ngot  %+v\nwant %+v", err, got, tt.want)
			}
			if len(*told) > 0 {
				t.Errorf("reading sets: %q", *told)
			}
		})
	}
	host, _ := recordedMac(map[string]string{networkSetup + " -listnetworkserviceorder": servicesOfMac})
	gone := key
	gone.Profile = "Home"
	if _, err := host.macReadDNS(t.Context(), gone); !errors.Is(err, DNSElsewhere) {
		t.Errorf("in another location: %v", err)
	}
}

func TestMacDNSKeys(t *testing.T) {
	host, _ := recordedMac(map[string]string{networkSetup + " -listnetworkserviceorder": servicesOfMac})
	got, err := host.macDNSKeys(t.Context(), []dnsLink{{Interface: "en0", V4: true}, {Interface: "utun3", V6: true}})
	want := []DNSSetting{{Interface: "en0", Name: "Wi-Fi", Profile: "Wi-Fi", Family: DNSOverBoth, Way: WayNetworkSetup}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestMacApplyDNS(t *testing.T) {
	const set = networkSetup + " -setdnsservers Wi-Fi"
	there := DNSSetting{Interface: "en0", Way: WayNetworkSetup, Family: DNSOverBoth, Servers: addrs(t, "9.9.9.9", "2620:fe::fe")}
	back := DNSSetting{Interface: "en0", Way: WayNetworkSetup, Family: DNSOverBoth, Automatic: true}
	for name, tt := range map[string]struct {
		want DNSSetting
		line string
		says string
		err  error
	}{
		"there":                       {there, set + " 9.9.9.9 2620:fe::fe", "", nil},
		"and back":                    {back, set + " Empty", "", nil},
		"for a standard user":         {there, set + " 9.9.9.9 2620:fe::fe", "exit 14: ** Error: Command requires admin privileges.\n", errDNSRights},
		"the same, of an older macOS": {there, set + " 9.9.9.9 2620:fe::fe", "** Error: Command requires admin privileges.\n", errDNSRights},
		"refused":                     {there, set + " 9.9.9.9 2620:fe::fe", "Wi-Fi is not a recognized network service.\n** Error: The parameters were not valid.\n", errHelperProgram},
	} {
		t.Run(name, func(t *testing.T) {
			host, told := recordedMac(map[string]string{networkSetup + " -listnetworkserviceorder": servicesOfMac, tt.line: tt.says})
			err := host.macApplyDNS(t.Context(), []DNSSetting{tt.want})
			if !errors.Is(err, tt.err) || err != nil && tt.err == nil {
				t.Errorf("got %v", err)
			}
			if !reflect.DeepEqual(*told, []string{tt.line}) {
				t.Errorf("told %q", *told)
			}
		})
	}
}

func TestMacOfACompany(t *testing.T) {
	for says, want := range map[string]bool{
		"Enrolled via DEP: No\nMDM enrollment: No\n":                   false,
		"Enrolled via DEP: Yes\nMDM enrollment: Yes (User Approved)\n": true,
	} {
		host, _ := recordedMac(map[string]string{"/usr/bin/profiles status -type enrollment": says})
		if got := host.macDNSByPolicy(t.Context()); got != want {
			t.Errorf("%q: got %v", says, got)
		}
	}
}

func TestNetshLines(t *testing.T) {
	for name, tt := range map[string]struct {
		d    DNSSetting
		want string
	}{
		"there": {DNSSetting{Family: DNSOverIPv4, Servers: addrs(t, "9.9.9.9", "149.112.112.112")}, "interface ipv4 set dnsservers name=12 source=static address=9.9.9.9 register=both validate=no\n" +
			"interface ipv4 add dnsservers name=12 address=149.112.112.112 index=2 validate=no"},
		"and back": {DNSSetting{Family: DNSOverIPv6, Automatic: true}, "interface ipv6 set dnsservers name=12 source=dhcp"},
	} {
		var lines []string
		for _, l := range netshLines(12, tt.d) {
			lines = append(lines, strings.Join(l, " "))
		}
		if got := strings.Join(lines, "\n"); got != tt.want {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}
