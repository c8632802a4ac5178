package change

import (
	"context"
	"errors"
	"fmt"

	"fix502/platform"
)

// ProxyOffKind is the switching off of a proxy where it is set.
const ProxyOffKind Kind = "proxy-off"

// ProxyOff switches a proxy off in the desktop's or system's settings. The way back
// switches on what was on; the proxy's address stays where it is set meanwhile.
type ProxyOff struct {
	Switch platform.ProxySwitch
	Proxy  string // as it is shown, without name and password

	computer Computer
}

type proxyOffArgs struct {
	platform.ProxySwitch
	Proxy string `json:"proxy"`
}

// NewProxyOff plans it.
func NewProxyOff(c Computer, s platform.ProxySwitch, proxy string) *ProxyOff {
	return &ProxyOff{Switch: s, Proxy: proxy, computer: c}
}

func restoreProxyOff(e Entry, c Computer) (Change, error) {
	var a proxyOffArgs
	if err := decode(e, &a); err != nil {
		return nil, err
	}
	// Whoever wrote the journal, only switches are thrown. The one value that is an
	// address (of a proxy script) has to be one that the user had.
	if err := a.Check(); err != nil {
		return nil, fmt.Errorf("a proxy of %q: %w", a.Source, errors.Join(ErrNotAllowed, err))
	}
	return NewProxyOff(c, a.ProxySwitch, a.Proxy), nil
}

// Describe is part of Change.
func (p *ProxyOff) Describe() Description {
	return Description{
		Kind: ProxyOffKind, Subject: p.Switch.Source, Code: "change.proxy-off", Back: "change.proxy-off.back",
		Words: map[string]string{"proxy": p.Proxy}, Args: proxyOffArgs{p.Switch, p.Proxy},
	}
}

// Apply is part of Change.
func (p *ProxyOff) Apply(ctx context.Context) error {
	return nothing(p.computer.Machine.SwitchProxy(ctx, p.Switch, false))
}

// Verify is part of Change. One that is half off stands too: it was all on.
func (p *ProxyOff) Verify(ctx context.Context) (bool, error) {
	now, err := p.computer.Machine.ProxySwitches(ctx)
	if err != nil {
		return false, err
	}
	for name := range p.Switch.Values {
		if valueOf(now, p.Switch.Source, name) == "" {
			return true, nil
		}
	}
	return false, nil
}

// valueOf is what a switch that is on reads, "" where it is off.
func valueOf(now []platform.ProxySwitch, source, name string) string {
	for _, s := range now {
		if s.Source == source && s.Values[name] != "" {
			return s.Values[name]
		}
	}
	return ""
}

// Undo is part of Change. A proxy that somebody has set anew since is left.
func (p *ProxyOff) Undo(ctx context.Context) error {
	now, err := p.computer.Machine.ProxySwitches(ctx)
	if err != nil {
		return err
	}
	for name, value := range p.Switch.Values {
		if other := valueOf(now, p.Switch.Source, name); other != "" && other != value {
			return fmt.Errorf("%s is %q by now: %w", name, other, ErrPartLeft)
		}
	}
	return p.computer.Machine.SwitchProxy(ctx, p.Switch, true)
}

// ByHand says what to do where taking it back by itself does not work.
func (p *ProxyOff) ByHand() (code string, words map[string]string) {
	return "change.proxy-off.by-hand", p.Describe().Words
}
