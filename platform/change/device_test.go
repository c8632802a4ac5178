package change

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fix502/platform"
)

// hostsOfTin is the hosts file of the computer that is a folder.
const hostsOfTin = "127.0.0.1 localhost\r\n192.0.2.1 discord.com nas # mine\r\n192.0.2.2 gateway.discord.gg\r\n"

// hostsLines are those of its lines that pin names of the target.
func hostsLines() []platform.HostsLine {
	return []platform.HostsLine{
		{Number: 2, Text: "192.0.2.1 discord.com nas # mine", Names: []string{"discord.com"}},
		{Number: 3, Text: "192.0.2.2 gateway.discord.gg", Names: []string{"gateway.discord.gg"}},
	}
}

// windowsProxy is what is switched on there.
func windowsProxy() platform.ProxySwitch {
	return platform.ProxySwitch{Source: "windows", Values: map[string]string{"ProxyEnable": "1", "AutoConfigURL": "http://wpad.example/p.pac"}}
}

func (d tin) file(name string) string { return filepath.Join(string(d), name) }

func setHosts(dir string) error {
	return os.WriteFile(tin(dir).file("hosts"), []byte(hostsOfTin), 0o600)
}

func setProxies(dir string) error {
	var failed error
	for name, value := range windowsProxy().Values {
		failed = errors.Join(failed, os.WriteFile(tin(dir).file("proxy "+name), []byte(value), 0o600))
	}
	return failed
}

func setNoTime(dir string) error {
	return os.WriteFile(tin(dir).file("time servers"), []byte("off"), 0o600)
}

func hostsEntryOfTin(c Computer) (Change, error) { return NewHostsEntry(c, hostsLines()), nil }

func proxyOffOfTin(c Computer) (Change, error) {
	return NewProxyOff(c, windowsProxy(), "proxy.example:3128"), nil
}

func setClockOfTin(c Computer) (Change, error) {
	before, err := c.Machine.NetworkTime(context.Background())
	return NewSetClock(c, before), err
}

func (d tin) FlushDNSWithRights(ctx context.Context) (platform.FlushResult, error) {
	return d.FlushDNS(ctx)
}

func (d tin) HostsOff(_ context.Context, lines []platform.HostsLine) ([]platform.HostsLine, error) {
	text, err := os.ReadFile(d.file("hosts"))
	var off []platform.HostsLine
	for _, l := range lines {
		if comment, ok := l.Off(); ok && strings.Contains(string(text), comment+"\r\n") {
			off = append(off, l)
		}
	}
	return off, err
}

func (d tin) SwitchHosts(ctx context.Context, lines []platform.HostsLine, off bool) error {
	text, err := os.ReadFile(d.file("hosts"))
	if err != nil {
		return err
	}
	now := string(text)
	for _, l := range lines {
		comment, _ := l.Off()
		if off {
			now = strings.Replace(now, l.Text+"\r\n", comment+"\r\n", 1)
		} else {
			now = strings.Replace(now, comment+"\r\n", l.Text+"\r\n", 1)
		}
	}
	platform.Point(ctx, "before the hosts file")
	if err := os.WriteFile(d.file("hosts"), []byte(now), 0o600); err != nil {
		return err
	}
	platform.Point(ctx, "after the hosts file")
	return nil
}

func (d tin) ProxySwitches(context.Context) ([]platform.ProxySwitch, error) {
	values := make(map[string]string)
	for name := range windowsProxy().Values {
		text, err := os.ReadFile(d.file("proxy " + name))
		if err != nil {
			return nil, err
		}
		if len(text) > 0 && string(text) != "0" {
			values[name] = string(text)
		}
	}
	return []platform.ProxySwitch{{Source: "windows", Values: values}}, nil
}

func (d tin) SwitchProxy(ctx context.Context, p platform.ProxySwitch, on bool) error {
	if err := p.Check(); err != nil {
		return err
	}
	for name, value := range map[string]string{"ProxyEnable": "0", "AutoConfigURL": ""} {
		if on {
			value = p.Values[name]
		}
		platform.Point(ctx, "before "+name)
		if err := os.WriteFile(d.file("proxy "+name), []byte(value), 0o600); err != nil {
			return err
		}
	}
	platform.Point(ctx, "after the proxies")
	return nil
}

func (d tin) NetworkTime(context.Context) (platform.NetworkTime, error) {
	text, err := os.ReadFile(d.file("time servers"))
	return platform.NetworkTime{Known: true, On: string(text) == "on"}, err
}

func (d tin) SetClock(ctx context.Context) error {
	if now, _ := d.NetworkTime(ctx); now.On {
		return platform.ErrClockOn
	}
	platform.Point(ctx, "before time servers")
	if err := os.WriteFile(d.file("time servers"), []byte("on"), 0o600); err != nil {
		return err
	}
	platform.Point(ctx, "after time servers")
	return nil
}

func (d tin) StopNetworkTime(ctx context.Context) error {
	platform.Point(ctx, "before stopping time servers")
	return os.WriteFile(d.file("time servers"), []byte("off"), 0o600)
}

// mine is the computer behind the functions, which fails the test where there is none.
func (m machine) mine(what string) tin {
	if m.settings == "" {
		m.t.Errorf("%s was asked for", what)
		return tin(m.t.TempDir())
	}
	return m.settings
}

func (m machine) FlushDNSWithRights(ctx context.Context) (platform.FlushResult, error) {
	return m.mine("FlushDNSWithRights").FlushDNS(ctx)
}

func (m machine) HostsOff(ctx context.Context, lines []platform.HostsLine) ([]platform.HostsLine, error) {
	return m.mine("HostsOff").HostsOff(ctx, lines)
}

func (m machine) SwitchHosts(ctx context.Context, lines []platform.HostsLine, off bool) error {
	return m.mine("SwitchHosts").SwitchHosts(ctx, lines, off)
}

func (m machine) ProxySwitches(ctx context.Context) ([]platform.ProxySwitch, error) {
	return m.mine("ProxySwitches").ProxySwitches(ctx)
}

func (m machine) SwitchProxy(ctx context.Context, p platform.ProxySwitch, on bool) error {
	return m.mine("SwitchProxy").SwitchProxy(ctx, p, on)
}

func (m machine) NetworkTime(ctx context.Context) (platform.NetworkTime, error) {
	return m.mine("NetworkTime").NetworkTime(ctx)
}

func (m machine) SetClock(ctx context.Context) error { return m.mine("SetClock").SetClock(ctx) }

func (m machine) StopNetworkTime(ctx context.Context) error {
	return m.mine("StopNetworkTime").StopNetworkTime(ctx)
}

// A proxy that somebody has set anew since is not ours to change, and neither is a
// hosts line that somebody has rewritten.
func TestDeviceChangesLeaveWhatOthersDid(t *testing.T) {
	d := tin(t.TempDir())
	must(t, errors.Join(setHosts(string(d)), setProxies(string(d))))
	c := d.computer()
	j := fresh(t)
	proxy := made(t, j, NewProxyOff(c, windowsProxy(), "x"))
	hosts := made(t, j, NewHostsEntry(c, hostsLines()))
	must(t, os.WriteFile(d.file("proxy AutoConfigURL"), []byte("http://other.example/p.pac"), 0o600))
	if err := j.Undo(t.Context(), c, proxy.Entry.ID); !errors.Is(err, ErrPartLeft) {
		t.Errorf("the proxy: %v", err)
	}
	now, err := d.ProxySwitches(t.Context())
	if err != nil || !maps.Equal(now[0].Values, map[string]string{"AutoConfigURL": "http://other.example/p.pac"}) {
		t.Errorf("%+v, %v", now, err)
	}
	text, err := os.ReadFile(d.file("hosts"))
	must(t, err)
	const theirs = "192.0.2.9 discord.com nas\r\n"
	first, _ := hostsLines()[0].Off()
	changed := strings.Replace(string(text), first+"\r\n", theirs, 1)
	must(t, os.WriteFile(d.file("hosts"), []byte(changed), 0o600))
	must(t, j.Undo(t.Context(), c, hosts.Entry.ID))
	text, err = os.ReadFile(d.file("hosts"))
	must(t, err)
	if want := strings.Replace(hostsOfTin, hostsLines()[0].Text+"\r\n", theirs, 1); string(text) != want {
		t.Errorf("the hosts file is %q", text)
	}
}

// What a journal asks for that no setting of this sort is, is not done.
func TestDeviceEntriesAreNotBelieved(t *testing.T) {
	for name, row := range map[string]struct {
		kind Kind
		args string
	}{
		"a script that runs here":   {ProxyOffKind, `{"source":"windows","values":{"AutoConfigURL":"javascript:alert(1)"}}`},
		"another value":             {ProxyOffKind, `{"source":"gnome","values":{"mode":"evil"}}`},
		"another setting":           {ProxyOffKind, `{"source":"windows","values":{"Shell":"1"}}`},
		"an option for a program":   {ProxyOffKind, `{"source":"macos","values":{"web:-setdnsservers":"on"}}`},
		"no setting":                {ProxyOffKind, `{"source":"kde","values":{}}`},
		"a line that pins nothing":  {HostsEntryKind, `{"lines":[{"line":1,"text":"# x","names":["a"]}]}`},
		"two lines in one":          {HostsEntryKind, `{"lines":[{"line":1,"text":"192.0.2.1 a\n192.0.2.2 evil","names":["a"]}]}`},
		"no line":                   {HostsEntryKind, `{"lines":[]}`},
		"a line without a number":   {HostsEntryKind, `{"lines":[{"line":0,"text":"192.0.2.1 a","names":["a"]}]}`},
		"a name that is no name":    {HostsEntryKind, `{"lines":[{"line":1,"text":"192.0.2.1 a:b","names":["a:b"]}]}`},
		"a clock that is no object": {SetClockKind, `[]`},
	} {
		if _, err := restore(Entry{ID: "x", Kind: row.kind, Args: []byte(row.args)}, tin(t.TempDir()).computer()); err == nil {
			t.Errorf("%s was restored", name)
		}
	}
}

func TestSetClockHasAWayBackOnlyForTheSwitch(t *testing.T) {
	d := tin(t.TempDir())
	c := d.computer()
	for name, row := range map[string]struct {
		before platform.NetworkTime
		back   bool
	}{
		"was off":    {platform.NetworkTime{Known: true}, true},
		"was on":     {platform.NetworkTime{Known: true, On: true}, false},
		"not told":   {platform.NetworkTime{}, false},
		"on, synced": {platform.NetworkTime{Known: true, On: true, Synced: true}, false},
	} {
		if got := NewSetClock(c, row.before).Describe().Back != ""; got != row.back {
			t.Errorf("%s: a way back %v", name, got)
		}
	}
}
