package platform

import (
	"context"
	"errors"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// macPrograms is what networksetup prints on a Mac with a proxy on one service. The
// services' names are the user's, in whatever language.
func macPrograms() map[string]string {
	const off = "Enabled: No\nServer: \nPort: 0\nAuthenticated Proxy Enabled: 0\n"
	m := map[string]string{
		networkSetup + " -listnetworkserviceorder": "An asterisk (*) denotes that a network service is disabled.\n" +
			"(1) WLAN im Büro\n(Hardware Port: Wi-Fi, Device: en0)\n\n(*) Alt\n(Hardware Port: Ethernet, Device: en5)\n",
		networkSetup + " -getwebproxy WLAN im Büro":       "Enabled: Yes\nServer: proxy.example\nPort: 3128\nAuthenticated Proxy Enabled: 0\n",
		networkSetup + " -getsecurewebproxy WLAN im Büro": off,
	}
	m[networkSetup+" -getsocksfirewallproxy WLAN im Büro"] = off
	m[networkSetup+" -getautoproxyurl WLAN im Büro"] = "URL: http://wpad.example/p.pac\nEnabled: Yes\n"
	m[networkSetup+" -getproxyautodiscovery WLAN im Büro"] = "Auto Proxy Discovery: Off\n"
	return m
}

func TestMacProxySwitches(t *testing.T) {
	s := recorded(nil, macPrograms(), nil)
	list, err := s.readMacSwitches(t.Context())
	want := []ProxySwitch{{Source: "macos", Values: map[string]string{
		"web:WLAN im Büro": "on", "secureweb:WLAN im Büro": "off", "socks:WLAN im Büro": "off", "auto:WLAN im Büro": "on", "discovery:WLAN im Büro": "off",
	}}}
	if diff := cmp.Diff(want, list); diff != "" || err != nil {
		t.Fatalf("%v: %s", err, diff)
	}
	var done []string
	programs := s.run
	s.run = func(ctx context.Context, name string, args ...string) ([]byte, error) {
		if strings.HasPrefix(args[0], "-set") {
			done = append(done, strings.Join(args, " "))
			return nil, nil
		}
		return programs(ctx, name, args...)
	}
	on := ProxySwitch{Source: "macos", Values: map[string]string{"web:WLAN im Büro": "on", "auto:WLAN im Büro": "on"}}
	for _, values := range []map[string]string{on.off(), on.Values} {
		if err := s.writeMacSwitches(t.Context(), values); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{
		"-setautoproxystate WLAN im Büro off", "-setwebproxystate WLAN im Büro off",
		"-setautoproxystate WLAN im Büro on", "-setwebproxystate WLAN im Büro on",
	}; !slices.Equal(done, want) {
		t.Errorf("done %q", done)
	}
}

// A service that is not there is none, whoever asks.
func TestMacProxiesOfNoService(t *testing.T) {
	s := recorded(nil, macPrograms(), nil)
	if err := s.setMacProxies(t.Context(), []MacProxyOrder{{Kind: macWeb, Service: "Nowhere"}}); !errors.Is(err, ErrArgument) {
		t.Error(err)
	}
	if err := recorded(nil, nil, nil).setMacProxies(t.Context(), []MacProxyOrder{{Kind: macWeb, Service: "WLAN im Büro"}}); !errors.Is(err, exec.ErrNotFound) {
		t.Error(err)
	}
}

func TestMacProxyArg(t *testing.T) {
	for _, o := range []MacProxyOrder{{macWeb, "Wi-Fi", true}, {macDiscovery, "USB 10/100: LAN", false}} {
		if got, err := ParseMacProxyArg(o.Arg()); err != nil || got != o {
			t.Errorf("%+v became %+v, %v", o, got, err)
		}
	}
}

func TestProxySwitchCheck(t *testing.T) {
	for name, row := range map[string]struct {
		source, key, value string
		good               bool
	}{
		"gnome by hand":             {"gnome", "mode", "manual", true},
		"gnome, off is no on":       {"gnome", "mode", "none", false},
		"gnome, another key":        {"gnome", "autoconfig-url", "http://x", false},
		"kde by script":             {"kde", "ProxyType", "2", true},
		"kde, off":                  {"kde", "ProxyType", "0", false},
		"kde, two lines":            {"kde", "ProxyType", "1\nProxyType=1", false},
		"windows":                   {"windows", "ProxyEnable", "1", true},
		"windows, a script":         {"windows", "AutoConfigURL", "http://wpad.example/p.pac", true},
		"windows, a script by file": {"windows", "AutoConfigURL", "file://C:/p.pac", true},
		"windows, a program":        {"windows", "AutoConfigURL", "javascript:x", false},
		"windows, much too long":    {"windows", "AutoConfigURL", "http://" + strings.Repeat("x", longestSetting), false},
		"windows, none":             {"windows", "AutoConfigURL", "", false},
		"mac":                       {"macos", "web:Wi-Fi", "on", true},
		"mac, no service":           {"macos", "web:", "on", false},
		"mac, an option":            {"macos", "web:-x", "on", false},
		"mac, a line break":         {"macos", "web:a\nb", "on", false},
		"another system":            {"beos", "mode", "manual", false},
	} {
		err := ProxySwitch{Source: row.source, Values: map[string]string{row.key: row.value}}.Check()
		if (err == nil) != row.good {
			t.Errorf("%s: %v", name, err)
		}
	}
	if (ProxySwitch{Source: "gnome"}).Check() == nil {
		t.Error("no switch at all is taken")
	}
}

func FuzzParseMacProxyArg(f *testing.F) {
	f.Add("web:off:Wi-Fi")
	f.Fuzz(func(t *testing.T, arg string) {
		o, err := ParseMacProxyArg(arg)
		if err == nil && (o.Arg() != arg || !isServiceName(o.Service) || !isMacSwitch(o.Kind)) {
			t.Errorf("%q gave %+v", arg, o)
		}
	})
}

// Only what is on and known is offered, so that what comes back is what was.
func TestOnlyKnownSwitchesAreOffered(t *testing.T) {
	values := map[string]string{"web:Wi-Fi": "on", "socks:Wi-Fi": "off"}
	p := ProxySwitch{Source: "macos", Values: maps.Clone(values)}
	if p.Check() == nil {
		t.Error("one that is off counts as on")
	}
}
