package platform

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// The address families of a DNS setting.
const (
	DNSOverIPv4 = "ipv4"
	DNSOverIPv6 = "ipv6"
	DNSOverBoth = "both" // this system keeps one list for both
)

// The ways by which DNS settings are read and changed.
const (
	WayNetworkManager = "networkmanager"
	WayResolved       = "systemd-resolved"
	WayResolvConf     = "resolv.conf"
	WayWindows        = "windows"
	WayNetworkSetup   = "networksetup"
)

// DNSSetting is whom this computer asks for names on one connection.
type DNSSetting struct {
	Interface string       `json:"interface"` // the system's name of it, "eth0"; a GUID on Windows; "" for the whole computer
	Name      string       `json:"name"`      // as people know it, "Wi-Fi"
	Family    string       `json:"family"`    // DNSOverIPv4, DNSOverIPv6 or DNSOverBoth
	Way       string       `json:"way"`       // WayNetworkManager …
	Profile   string       `json:"profile,omitempty"`
	Automatic bool         `json:"automatic"`         // those that the network names are asked (too)
	Servers   []netip.Addr `json:"servers,omitempty"` // set by hand, in order
	InUse     []netip.Addr `json:"in_use,omitempty"`  // asked at this moment, as far as the system tells
}

// Same tells whether both are about the same connection and family.
func (d DNSSetting) Same(o DNSSetting) bool {
	return d.Interface == o.Interface && d.Family == o.Family && d.Way == o.Way
}

// In finds the present form of a setting in a list.
func (d DNSSetting) In(list []DNSSetting) (DNSSetting, bool) {
	i := slices.IndexFunc(list, d.Same)
	if i < 0 {
		return DNSSetting{}, false
	}
	return list[i], true
}

// HoldsIn tells whether a setting is the one in force. Systems that don't tell who
// set their servers are judged by whom they ask.
func (d DNSSetting) HoldsIn(list []DNSSetting) bool {
	now, found := d.In(list)
	switch {
	case !found:
		return false
	case d.Automatic:
		return now.Automatic && slices.Equal(now.Servers, d.Servers)
	case now.Way == WayResolved && now.Automatic:
		return slices.Equal(now.InUse, d.Servers)
	}
	return !now.Automatic && slices.Equal(now.Servers, d.Servers)
}

// DNSRefusal says why the DNS settings of this computer are left alone.
type DNSRefusal string

// The reasons to leave them alone.
const (
	DNSOfVPN      DNSRefusal = "vpn"       // a VPN is in use, or names are asked in several places (split DNS)
	DNSOfPolicy   DNSRefusal = "policy"    // a company or school looks after this computer
	DNSEncrypted  DNSRefusal = "encrypted" // somebody set up encrypted DNS here
	DNSNoWay      DNSRefusal = "no-way"    // this system offers none
	DNSNotRunning DNSRefusal = "offline"   // there is no connection to set it for
	DNSElsewhere  DNSRefusal = "elsewhere" // what was to be changed is no longer there
)

// Error is part of error.
func (r DNSRefusal) Error() string { return "the DNS settings are left alone: " + string(r) }

// errDNSRights says that this process may not change the setting.
var errDNSRights = errors.New("changing DNS settings needs rights")

// DNSSettings lists whom this computer asks for names, a setting for each
// connection that carries a default route and each family in use, or one for both
// where the system keeps one list. A DNSRefusal says why none may be changed.
// Facts: NetworkManager and systemd-resolved over D-Bus and resolv.conf on Linux,
// networksetup on macOS, the registry on Windows.
func (s *System) DNSSettings(ctx context.Context) ([]DNSSetting, error) {
	table, err := s.routes(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading DNS settings: %w", err)
	}
	links := defaultLinks(table)
	if err := s.mayChangeDNS(ctx, links); err != nil {
		return nil, fmt.Errorf("reading DNS settings: %w", err)
	}
	keys, err := s.dnsKeys(ctx, links)
	if err != nil {
		return nil, fmt.Errorf("reading DNS settings: %w", err)
	}
	list, err := s.DNSNow(ctx, keys)
	switch {
	case err != nil:
		return nil, err
	case len(list) == 0:
		return nil, fmt.Errorf("reading DNS settings: %w", DNSNoWay)
	}
	return list, nil
}

// DNSNow reads what settings, by their connection and family, are at present. One
// whose connection is gone is left out. It refuses nothing: what was changed is to
// be taken back also where a VPN has been started since.
func (s *System) DNSNow(ctx context.Context, about []DNSSetting) ([]DNSSetting, error) {
	var list []DNSSetting
	for _, d := range about {
		now, err := s.readDNS(ctx, d)
		if errors.Is(err, DNSElsewhere) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("reading DNS settings: %w", err)
		}
		list = append(list, now)
	}
	return list, nil
}

// dnsLink is an interface with the families that it carries to the internet.
type dnsLink struct {
	Interface string
	V4, V6    bool
}

func (l dnsLink) families() []string {
	var list []string
	if l.V4 {
		list = append(list, DNSOverIPv4)
	}
	if l.V6 {
		list = append(list, DNSOverIPv6)
	}
	return list
}

// defaultLinks picks the interfaces with a default route out of a routing table.
func defaultLinks(table []tableRoute) []dnsLink {
	var list []dnsLink
	for _, r := range table {
		if _, half := firstHalves[r.Dest]; !half && !slices.Contains(wholeInternet, r.Dest) || r.Interface == "" {
			continue
		}
		i := slices.IndexFunc(list, func(l dnsLink) bool { return l.Interface == r.Interface })
		if i < 0 {
			i, list = len(list), append(list, dnsLink{Interface: r.Interface})
		}
		list[i].V4 = list[i].V4 || r.Dest.Addr().Is4()
		list[i].V6 = list[i].V6 || r.Dest.Addr().Is6()
	}
	return list
}

// mayChangeDNS refuses where somebody else decides: a VPN, a company, or nobody
// as there is no connection.
func (s *System) mayChangeDNS(ctx context.Context, links []dnsLink) error {
	if len(links) == 0 {
		return DNSNotRunning
	}
	interfaces, err := s.Interfaces(ctx)
	if err != nil {
		return err
	}
	for _, i := range interfaces {
		carries := slices.ContainsFunc(links, func(l dnsLink) bool { return l.Interface == i.Name })
		if carries && i.Kind == KindVPN {
			return DNSOfVPN
		}
	}
	if s.dnsByPolicy(ctx) {
		return DNSOfPolicy
	}
	resolvers, err := s.Resolvers(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(resolvers, func(r Resolver) bool { return r.Domain != "" }) {
		return DNSOfVPN
	}
	return nil
}

// settingForm is how many parts a setting has as an argument, at least.
const settingForm = 4

// The words of an argument for whether the network's own servers are asked.
const argAutomatic, argOnly = "automatic", "only"

// Arg is a setting as one argument of helper mode: way,family,interface,automatic
// or only, and the servers. The profile is left out: the helper finds it.
func (d DNSSetting) Arg() string {
	parts := []string{d.Way, d.Family, d.Interface, argOnly}
	if d.Automatic {
		parts[3] = argAutomatic
	}
	for _, a := range d.Servers {
		parts = append(parts, a.String())
	}
	return strings.Join(parts, ",")
}

var errDNSArg = errors.New("not a DNS setting")

// ParseDNSArg reads such an argument. Whoever wrote it has fewer rights than the
// process that reads it.
func ParseDNSArg(arg string) (DNSSetting, error) {
	parts := strings.Split(arg, ",")
	if len(parts) < settingForm {
		return DNSSetting{}, errDNSArg
	}
	d := DNSSetting{Way: parts[0], Family: parts[1], Interface: parts[2], Automatic: parts[3] == argAutomatic}
	if !d.Automatic && parts[3] != argOnly {
		return DNSSetting{}, errDNSArg
	}
	for _, text := range parts[settingForm:] {
		a, err := netip.ParseAddr(text)
		if err != nil {
			return DNSSetting{}, errDNSArg
		}
		d.Servers = append(d.Servers, a)
	}
	return d, d.Check()
}

// mostServers bounds the servers of one setting. Nobody has more than a handful.
const mostServers = 32

// longestInterface bounds an interface's name, in bytes: a GUID has 38.
const longestInterface = 64

// Check tells whether a setting that comes from outside is of the right form: a
// known way and family, and addresses that can be servers.
func (d DNSSetting) Check() error {
	ways := []string{WayNetworkManager, WayResolved, WayResolvConf, WayWindows, WayNetworkSetup}
	families := []string{DNSOverIPv4, DNSOverIPv6, DNSOverBoth}
	switch {
	case !slices.Contains(ways, d.Way), !slices.Contains(families, d.Family), len(d.Servers) > mostServers,
		!d.Automatic && len(d.Servers) == 0 && d.Way != WayResolvConf && d.Way != WayNetworkManager, len(d.Interface) > longestInterface:
		return errDNSArg
	}
	for _, r := range d.Interface {
		if r < '!' || r > '~' || strings.ContainsRune(`,/\"'`, r) {
			return errDNSArg
		}
	}
	for _, a := range d.Servers {
		if !isServer(a, d.Family) {
			return errDNSArg
		}
	}
	return nil
}

// isServer tells whether an address can be that of a name server of a family.
func isServer(a netip.Addr, family string) bool {
	switch {
	case !a.IsValid(), a.IsUnspecified(), a.IsMulticast(), a.Is4In6(), a == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return false
	case family == DNSOverIPv4:
		return a.Is4()
	case family == DNSOverIPv6:
		return a.Is6()
	}
	return true
}
