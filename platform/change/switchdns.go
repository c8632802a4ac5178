package change

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"fix502/platform"
)

// SwitchDNSKind is the asking of other resolvers.
const SwitchDNSKind Kind = "switch-dns"

// dnsTrial is how long other resolvers are asked before the user has to say that
// they are to stay, as with a screen's resolution.
const dnsTrial = 60 * time.Second

// dnsLines bounds the settings of one change: a few connections, two families each.
const dnsLines = 8

// ErrPartLeft says that some of what was changed had been changed again by others,
// and was left as it is; the rest was taken back.
var ErrPartLeft = errors.New("some of it was changed by others since and is left")

// SwitchDNS makes this computer ask other resolvers, on trial. The way back is to
// ask those from before, on each connection that still asks ours.
type SwitchDNS struct {
	Resolver      string // as people know it
	Before, After []platform.DNSSetting

	computer Computer
	token    string // name of the file by which a process with rights is told to go back
}

// switchDNSArgs is what the journal keeps.
type switchDNSArgs struct {
	Resolver string                `json:"resolver"`
	Before   []platform.DNSSetting `json:"before"`
	After    []platform.DNSSetting `json:"after"`
	Token    string                `json:"token"`
}

// NewSwitchDNS plans the asking of a resolver at these addresses, of both families,
// by all the connections of before.
func NewSwitchDNS(c Computer, resolver string, before []platform.DNSSetting, addresses []netip.Addr) *SwitchDNS {
	return &SwitchDNS{Resolver: resolver, Before: before, After: Switched(before, addresses), computer: c, token: rand.Text()}
}

// serversOfFamily is how many servers of a family are set: one, and one for when
// it is silent.
const serversOfFamily = 2

// Switched says what settings would become. A list for both families gets servers
// of IPv6 only where it has some already, or nothing else is there.
func Switched(before []platform.DNSSetting, addresses []netip.Addr) []platform.DNSSetting {
	var list []platform.DNSSetting
	for _, d := range before {
		asked := append(slices.Clone(d.Servers), d.InUse...)
		has6 := slices.ContainsFunc(asked, func(a netip.Addr) bool { return a.Is6() })
		has4 := len(asked) == 0 || slices.ContainsFunc(asked, netip.Addr.Is4)
		d.Automatic, d.Servers, d.InUse = false, nil, nil
		if d.Family == platform.DNSOverIPv4 || d.Family == platform.DNSOverBoth && has4 {
			d.Servers = append(d.Servers, pick(addresses, netip.Addr.Is4)...)
		}
		if d.Family == platform.DNSOverIPv6 || d.Family == platform.DNSOverBoth && has6 {
			d.Servers = append(d.Servers, pick(addresses, netip.Addr.Is6)...)
		}
		if len(d.Servers) > 0 {
			list = append(list, d)
		}
	}
	return list
}

func pick(list []netip.Addr, of func(netip.Addr) bool) []netip.Addr {
	list = slices.DeleteFunc(slices.Clone(list), func(a netip.Addr) bool { return !of(a) })
	return list[:min(len(list), serversOfFamily)]
}

// restoreSwitchDNS makes the change of an entry again. Whoever wrote the journal,
// servers are set only by a known way, and only where those of the catalogue are
// in force.
func restoreSwitchDNS(e Entry, c Computer) (Change, error) {
	var a switchDNSArgs
	if err := decode(e, &a); err != nil {
		return nil, err
	}
	s := &SwitchDNS{Resolver: a.Resolver, Before: a.Before, After: a.After, computer: c, token: a.Token}
	if len(a.After) == 0 || len(a.Before) > dnsLines || len(a.After) > dnsLines {
		return nil, fmt.Errorf("servers of %q: %w", a.Resolver, ErrNotAllowed)
	}
	for _, d := range slices.Concat(a.Before, a.After) {
		if d.Check() != nil {
			return nil, fmt.Errorf("servers of %q: %w", a.Resolver, ErrNotAllowed)
		}
	}
	for _, d := range a.After {
		if _, known := d.In(a.Before); !known || c.AllowDNS == nil || !c.AllowDNS(d.Servers) {
			return nil, fmt.Errorf("servers of %q: %w", a.Resolver, ErrNotAllowed)
		}
	}
	if platform.CheckToken(s.guard().Token) != nil {
		return nil, fmt.Errorf("servers of %q: %w", a.Resolver, ErrNotAllowed)
	}
	return s, nil
}

// guard is how a process with rights is told.
func (s *SwitchDNS) guard() platform.DNSGuard {
	return platform.DNSGuard{Token: platform.TokenPath(s.computer.StateDir, s.token)}
}

// Describe is part of Change.
func (s *SwitchDNS) Describe() Description {
	var names, servers []string
	for _, d := range s.After {
		before, _ := d.In(s.Before)
		if !slices.Contains(names, d.Name) {
			names = append(names, d.Name)
		}
		for _, a := range before.Servers {
			servers = append(servers, a.String())
		}
	}
	back := "change.switch-dns.back"
	if len(servers) == 0 {
		back = "change.switch-dns.back.automatic"
	}
	return Description{
		Kind: SwitchDNSKind, Subject: s.token, Code: "change.switch-dns", Back: back, Trial: dnsTrial,
		Words: map[string]string{"resolver": s.Resolver, "connection": strings.Join(names, ", "), "servers": strings.Join(servers, ", ")},
		Args:  switchDNSArgs{s.Resolver, s.Before, s.After, s.token},
	}
}

// Apply is part of Change.
func (s *SwitchDNS) Apply(ctx context.Context) error {
	for _, d := range slices.Concat(s.Before, s.After) {
		if d.Check() != nil { // what couldn't be put back is not changed
			return fmt.Errorf("switching DNS: %w", platform.DNSNoWay)
		}
	}
	now, err := s.computer.Machine.DNSNow(ctx, s.After)
	if err != nil {
		return fmt.Errorf("switching DNS: %w", err)
	}
	want := slices.DeleteFunc(slices.Clone(s.After), func(d platform.DNSSetting) bool { return d.HoldsIn(now) })
	if len(want) == 0 {
		return ErrNothing
	}
	for _, d := range want {
		was, _ := d.In(s.Before)
		if !was.HoldsIn(now) {
			return fmt.Errorf("switching DNS: %w", platform.DNSElsewhere)
		}
	}
	platform.SweepTokens(s.computer.StateDir)
	if err := s.computer.Machine.SetDNS(ctx, want, s.guard()); err != nil {
		return fmt.Errorf("switching DNS: %w", err)
	}
	return nil
}

// ours lists which settings are still those that were made.
func (s *SwitchDNS) ours(ctx context.Context) ([]platform.DNSSetting, error) {
	now, err := s.computer.Machine.DNSNow(ctx, s.After)
	if err != nil {
		return nil, fmt.Errorf("looking at DNS settings: %w", err)
	}
	return slices.DeleteFunc(slices.Clone(s.After), func(d platform.DNSSetting) bool { return !d.HoldsIn(now) }), nil
}

// Verify is part of Change.
func (s *SwitchDNS) Verify(ctx context.Context) (bool, error) {
	list, err := s.ours(ctx)
	return len(list) > 0, err
}

// Keep tells a process with rights that it is not to go back.
func (s *SwitchDNS) Keep(context.Context) error { return s.guard().TellDNS(true) }

// Undo is part of Change. A process with rights that still waits does it without
// asking the user again.
func (s *SwitchDNS) Undo(ctx context.Context) error {
	list, err := s.ours(ctx)
	if err != nil {
		return err
	}
	left := len(list) < len(s.After)
	if len(list) > 0 {
		if err := s.back(ctx, list); err != nil {
			return fmt.Errorf("putting DNS back: %w", err)
		}
	}
	if left && len(list) > 0 {
		return ErrPartLeft
	}
	return nil
}

const (
	// tellPatience is how long a process with rights may take to go back once told.
	tellPatience = 5 * time.Second
	// tellLook is the pause between two looks.
	tellLook = 100 * time.Millisecond
)

func (s *SwitchDNS) back(ctx context.Context, list []platform.DNSSetting) error {
	if s.guard().Waits() {
		if err := s.guard().TellDNS(false); err == nil && s.gone(ctx) {
			return nil
		}
	}
	var before []platform.DNSSetting
	for _, d := range list {
		was, _ := d.In(s.Before)
		before = append(before, was)
	}
	platform.Point(ctx, "before putting DNS back")
	return s.computer.Machine.SetDNS(ctx, before, platform.DNSGuard{})
}

// gone waits until what was set is not in force any more.
func (s *SwitchDNS) gone(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, tellPatience)
	defer cancel()
	look := time.NewTicker(tellLook)
	defer look.Stop()
	for {
		if list, err := s.ours(ctx); err == nil && len(list) == 0 {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-look.C:
		}
	}
}

// ByHand says what to do where taking it back by itself does not work.
func (s *SwitchDNS) ByHand() (code string, words map[string]string) {
	d := s.Describe()
	return strings.Replace(d.Back, ".back", ".by-hand", 1), d.Words
}
