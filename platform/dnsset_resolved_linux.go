package platform

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/godbus/dbus/v5"
)

// The service that looks after links, where systemd-resolved leaves them to it.
const (
	networkdName = "org.freedesktop.network1"
	linkBusy     = "org.freedesktop.resolve1.LinkBusy"
	// networkdLink is where networkd says how it looks after a link, by number.
	networkdLink = "run/systemd/netif/links/%d"
	leftLink     = "ADMIN_STATE=unmanaged"
)

// linkServer is one server as both services take it: (iay).
type linkServer struct {
	Family  int32
	Address []byte
}

// The numbers of the families, as the kernel has them.
const familyIPv4, familyIPv6 = 2, 10

// readResolvedDNS asks systemd-resolved for the servers of a link. On a link of
// networkd they count as the network's, to which it is told to revert; on others
// somebody set them, and they are set again.
func (s *System) readResolvedDNS(ctx context.Context, d DNSSetting) (DNSSetting, error) {
	index, err := s.linkIndex(ctx, d.Interface)
	if err != nil {
		return DNSSetting{}, err
	}
	conn, err := s.systemBus(ctx)
	if err != nil {
		return DNSSetting{}, err
	}
	defer closeBus(conn)
	if !busHasOwner(ctx, conn, resolvedName) {
		return DNSSetting{}, errNotRunning
	}
	manager := conn.Object(resolvedName, "/org/freedesktop/resolve1")
	var path dbus.ObjectPath
	if err := manager.CallWithContext(ctx, resolvedName+".Manager.GetLink", dbus.FlagNoAutoStart, int32(index)).Store(&path); err != nil {
		return DNSSetting{}, err
	}
	var servers []linkServer
	if err := busProperty(ctx, conn.Object(resolvedName, path), resolvedLinks, "DNS", &servers); err != nil {
		return DNSSetting{}, err
	}
	d.Name, d.InUse, d.Servers = d.Interface, nil, nil
	for _, server := range servers {
		if a, ok := netip.AddrFromSlice(server.Address); ok {
			if a.Is6() && a.IsLinkLocalUnicast() {
				a = a.WithZone(d.Interface)
			}
			d.InUse = append(d.InUse, a)
		}
	}
	state, err := readLimited(s.fs, fmt.Sprintf(networkdLink, index), settingsLimit)
	d.Automatic = len(d.InUse) == 0 || err == nil && !strings.Contains(string(state), leftLink)
	if !d.Automatic {
		d.Servers = d.InUse
	}
	return d, nil
}

// setResolvedDNS sets the servers of a link, or lets go of what was set by hand.
// A link of networkd is set there. Neither outlives a restart of the computer.
func (s *System) setResolvedDNS(ctx context.Context, d DNSSetting) error {
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	index, err := s.linkIndex(ctx, d.Interface)
	if err != nil {
		return err
	}
	conn, err := s.systemBus(ctx)
	if err != nil {
		return err
	}
	defer closeBus(conn)
	err = setLinkDNS(ctx, conn.Object(resolvedName, "/org/freedesktop/resolve1"), resolvedName, "RevertLink", index, d)
	var refusal dbus.Error
	if errors.As(err, &refusal) && refusal.Name == linkBusy {
		err = setLinkDNS(ctx, conn.Object(networkdName, "/org/freedesktop/network1"), networkdName, "RevertLinkDNS", index, d)
	}
	if err != nil && notPermitted(err) {
		return errors.Join(errDNSRights, err)
	}
	return err
}

func setLinkDNS(ctx context.Context, service dbus.BusObject, name, revert string, index int, d DNSSetting) error {
	if d.Automatic {
		return busError(service.CallWithContext(ctx, name+".Manager."+revert, 0, int32(index)))
	}
	servers := []linkServer{}
	for _, a := range d.Servers {
		family := int32(familyIPv6)
		if a.Is4() {
			family = familyIPv4
		}
		servers = append(servers, linkServer{Family: family, Address: a.AsSlice()})
	}
	return busError(service.CallWithContext(ctx, name+".Manager.SetLinkDNS", 0, int32(index), servers))
}

// busError is a call's error with its name, by which refusals are told.
func busError(call *dbus.Call) error {
	var e dbus.Error
	if errors.As(call.Err, &e) {
		return fmt.Errorf("%s: %w", e.Name, call.Err)
	}
	return call.Err
}
