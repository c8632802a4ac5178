package platform

import (
	"context"
	"encoding/binary"
	"errors"
	"net/netip"

	"github.com/godbus/dbus/v5"
)

// The parts of NetworkManager that are used here.
const (
	networkManagerDevice = networkManagerName + ".Device"
	// deviceActivated is the state of a device that is connected.
	deviceActivated = 100
	// leftAlone is how NetworkManager says that it leaves resolv.conf to others.
	leftAlone = "unmanaged"
	noMode    = "none"
)

// connection is a connection of NetworkManager: settings by name, values by name.
type connection map[string]map[string]dbus.Variant

// networkManages tells whether NetworkManager runs, looks after an interface, and
// passes its servers on.
func networkManages(ctx context.Context, bus *dbus.Conn, name string) bool {
	if !busHasOwner(ctx, bus, networkManagerName) {
		return false
	}
	var mode, keeper string
	dns := bus.Object(networkManagerName, "/org/freedesktop/NetworkManager/DnsManager")
	if busProperty(ctx, dns, networkManagerName+".DnsManager", "Mode", &mode) == nil &&
		busProperty(ctx, dns, networkManagerName+".DnsManager", "RcManager", &keeper) == nil &&
		(mode == noMode || mode == "default" && keeper == leftAlone) {
		return false
	}
	device, err := networkManagerOf(ctx, bus, name)
	if err != nil {
		return false
	}
	var managed bool
	var state uint32
	return busProperty(ctx, device, networkManagerDevice, "Managed", &managed) == nil && managed &&
		busProperty(ctx, device, networkManagerDevice, "State", &state) == nil && state == deviceActivated
}

// networkManagerOf finds the device of an interface.
func networkManagerOf(ctx context.Context, bus *dbus.Conn, name string) (dbus.BusObject, error) {
	var path dbus.ObjectPath
	manager := bus.Object(networkManagerName, "/org/freedesktop/NetworkManager")
	call := manager.CallWithContext(ctx, networkManagerName+".GetDeviceByIpIface", dbus.FlagNoAutoStart, name)
	if call.Err != nil {
		return nil, errors.Join(DNSElsewhere, busError(call))
	}
	if err := call.Store(&path); err != nil {
		return nil, err
	}
	return bus.Object(networkManagerName, path), nil
}

// applied is what is in force on a device, with the number of its version.
func applied(ctx context.Context, device dbus.BusObject) (connection, uint64, error) {
	var c connection
	var version uint64
	call := device.CallWithContext(ctx, networkManagerDevice+".GetAppliedConnection", dbus.FlagNoAutoStart, uint32(0))
	if call.Err != nil {
		return nil, 0, errors.Join(DNSElsewhere, busError(call))
	}
	return c, version, call.Store(&c, &version)
}

func (s *System) readNetworkManagerDNS(ctx context.Context, d DNSSetting) (DNSSetting, error) {
	bus, err := s.systemBus(ctx)
	if err != nil {
		return DNSSetting{}, err
	}
	defer closeBus(bus)
	device, err := networkManagerOf(ctx, bus, d.Interface)
	if err != nil {
		return DNSSetting{}, err
	}
	c, _, err := applied(ctx, device)
	if err != nil {
		return DNSSetting{}, err
	}
	uuid := text(c, "connection", "uuid")
	if d.Profile != "" && d.Profile != uuid {
		return DNSSetting{}, DNSElsewhere // another network by now
	}
	d.Profile, d.Name = uuid, text(c, "connection", "id")
	ignores, _ := c[d.Family]["ignore-auto-dns"].Value().(bool)
	var odd bool
	d.Servers, odd = c.servers(d.Family, d.Interface)
	if odd {
		return DNSSetting{}, DNSEncrypted
	}
	// With addresses set by hand there are no servers of the network's to ask.
	method := text(c, d.Family, "method")
	d.Automatic = !ignores && (method == "auto" || method == "dhcp" || len(d.Servers) == 0)
	d.InUse = networkManagerInUse(ctx, bus, device, d)
	return d, nil
}

func text(c connection, setting, name string) string {
	value, _ := c[setting][name].Value().(string)
	return value
}

// servers reads those that are set by hand. odd says that one of them is more than
// an address: encrypted DNS.
func (c connection) servers(family, zone string) (list []netip.Addr, odd bool) {
	add := func(a netip.Addr, ok bool) {
		if ok && a.Is6() && a.IsLinkLocalUnicast() && a.Zone() == "" {
			a = a.WithZone(zone)
		}
		if ok {
			list = append(list, a)
		}
		odd = odd || !ok
	}
	if newer, ok := c[family]["dns-data"].Value().([]string); ok {
		for _, s := range newer {
			a, err := netip.ParseAddr(s)
			add(a, err == nil)
		}
		return list, odd
	}
	switch older := c[family]["dns"].Value().(type) {
	case []uint32: // in network byte order, whatever the computer's own
		for _, n := range older {
			add(netip.AddrFrom4([4]byte(binary.NativeEndian.AppendUint32(nil, n))), true)
		}
	case [][]byte:
		for _, b := range older {
			add(netip.AddrFromSlice(b))
		}
	}
	return list, odd
}

// networkManagerInUse asks which servers the device got, from whomever.
func networkManagerInUse(ctx context.Context, bus *dbus.Conn, device dbus.BusObject, d DNSSetting) []netip.Addr {
	property, iface := "Ip4Config", networkManagerName+".IP4Config"
	if d.Family == DNSOverIPv6 {
		property, iface = "Ip6Config", networkManagerName+".IP6Config"
	}
	var path dbus.ObjectPath
	if busProperty(ctx, device, networkManagerDevice, property, &path) != nil {
		return nil
	}
	var list []netip.Addr
	if d.Family == DNSOverIPv6 {
		var servers [][]byte
		_ = busProperty(ctx, bus.Object(networkManagerName, path), iface, "Nameservers", &servers) // then none are known
		for _, b := range servers {
			if a, ok := netip.AddrFromSlice(b); ok {
				list = append(list, a)
			}
		}
		return list
	}
	var servers []map[string]dbus.Variant
	_ = busProperty(ctx, bus.Object(networkManagerName, path), iface, "NameserverData", &servers) // then none are known
	for _, entry := range servers {
		address, _ := entry["address"].Value().(string)
		if a, err := netip.ParseAddr(address); err == nil {
			list = append(list, a)
		}
	}
	return list
}

// setNetworkManagerDNS changes what is in force on a device, not its profile: it is
// gone with the connection at the latest. The active user needs no password for it.
func (s *System) setNetworkManagerDNS(ctx context.Context, d DNSSetting) error {
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	bus, err := s.systemBus(ctx)
	if err != nil {
		return err
	}
	defer closeBus(bus)
	device, err := networkManagerOf(ctx, bus, d.Interface)
	if err != nil {
		return err
	}
	c, version, err := applied(ctx, device)
	if err != nil {
		return err
	}
	if d.Profile != "" && d.Profile != text(c, "connection", "uuid") {
		return DNSElsewhere
	}
	c.set(d)
	err = busError(device.CallWithContext(ctx, networkManagerDevice+".Reapply", dbus.FlagNoAutoStart, c, version, uint32(0)))
	if err != nil && notPermitted(err) {
		return errors.Join(errDNSRights, err)
	}
	return err
}

// replaced are values of old versions' form. Newer ones send them beside their own,
// and want none of them back.
var replaced = map[string]string{"addresses": "address-data", "routes": "route-data"}

// set puts servers into a connection.
func (c connection) set(d DNSSetting) {
	for _, family := range []string{DNSOverIPv4, DNSOverIPv6} {
		for older, newer := range replaced {
			if _, has := c[family][newer]; has {
				delete(c[family], older)
			}
		}
	}
	setting := c[d.Family]
	if setting == nil {
		setting = map[string]dbus.Variant{}
		c[d.Family] = setting
	}
	delete(setting, "dns-data") // where both are there, this one counts
	delete(setting, "ignore-auto-dns")
	if !d.Automatic {
		setting["ignore-auto-dns"] = dbus.MakeVariant(true)
	}
	if d.Family == DNSOverIPv4 {
		list := []uint32{}
		for _, a := range d.Servers {
			list = append(list, binary.NativeEndian.Uint32(a.AsSlice()))
		}
		setting["dns"] = dbus.MakeVariant(list)
		return
	}
	list := [][]byte{}
	for _, a := range d.Servers {
		list = append(list, a.WithZone("").AsSlice())
	}
	setting["dns"] = dbus.MakeVariant(list)
}
