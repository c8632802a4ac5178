package platform

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"fix502/platform/parse"
)

// Where the servers of one adapter are kept, by family, and where companies say
// whom to ask.
const (
	adapterKey4 = `SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces\`
	adapterKey6 = `SYSTEM\CurrentControlSet\Services\Tcpip6\Parameters\Interfaces\`
	policyRules = `SOFTWARE\Policies\Microsoft\Windows NT\DNSClient\DnsPolicyConfig`
	policyDNS   = `SOFTWARE\Policies\Microsoft\Windows NT\DNSClient`
)

// dnsByPolicy tells whether a policy rules whom this computer asks: a list of
// servers, or rules by name (NRPT).
func (s *System) dnsByPolicy(context.Context) bool {
	if registryText(policyDNS, "NameServer") != "" {
		return true
	}
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, policyRules, registry.READ)
	if err != nil {
		return false
	}
	defer k.Close() //nolint:errcheck // opened for reading only
	info, err := k.Stat()
	return err == nil && info.SubKeyCount > 0
}

// dnsKeys is a setting for each adapter and family with a default route.
func (s *System) dnsKeys(_ context.Context, links []dnsLink) ([]DNSSetting, error) {
	adapters, err := listAdapters()
	if err != nil {
		return nil, err
	}
	var keys []DNSSetting
	for _, l := range links {
		i := slices.IndexFunc(adapters, func(a adapter) bool { return a.Name == l.Interface })
		if i < 0 {
			continue
		}
		for _, family := range l.families() {
			keys = append(keys, DNSSetting{Interface: adapters[i].GUID, Name: adapters[i].Name, Family: family, Way: WayWindows})
		}
	}
	return keys, nil
}

func (s *System) readDNS(_ context.Context, d DNSSetting) (DNSSetting, error) {
	found, err := adapterByGUID(d.Interface)
	if err != nil {
		return DNSSetting{}, err
	}
	key := adapterKey4
	if d.Family == DNSOverIPv6 {
		key = adapterKey6
	}
	d.Name = found.Name
	// Windows 11 keeps servers of a single network apart; they go before the others.
	d.Servers = parse.NameServerList(registryText(key+d.Interface, "ProfileNameServer"))
	if len(d.Servers) > 0 {
		d.Profile = "network"
	} else {
		d.Profile, d.Servers = "", parse.NameServerList(registryText(key+d.Interface, "NameServer"))
	}
	d.Automatic, d.InUse = len(d.Servers) == 0, nil
	for _, a := range found.DNS {
		if a.Is4() == (d.Family == DNSOverIPv4) && !slices.Contains(placeholderDNS, a.WithZone("")) {
			d.InUse = append(d.InUse, a)
		}
	}
	return d, nil
}

func adapterByGUID(guid string) (adapter, error) {
	adapters, err := listAdapters()
	if err != nil {
		return adapter{}, err
	}
	i := slices.IndexFunc(adapters, func(a adapter) bool { return strings.EqualFold(a.GUID, guid) })
	if i < 0 || guid == "" {
		return adapter{}, DNSElsewhere
	}
	return adapters[i], nil
}

// applyDNS sets the servers of adapters, each family for itself.
func (s *System) applyDNS(ctx context.Context, want []DNSSetting) error {
	for _, d := range want {
		if d.Way != WayWindows {
			return DNSElsewhere
		}
		found, err := adapterByGUID(d.Interface)
		if err != nil {
			return err
		}
		Point(ctx, "before setting "+d.Way+" "+d.Interface+" "+d.Family)
		if !s.Elevated() {
			return errDNSRights
		}
		err = setInterfaceDNS(d)
		if errors.Is(err, windows.ERROR_PROC_NOT_FOUND) || errors.Is(err, windows.ERROR_CALL_NOT_IMPLEMENTED) {
			err = s.setByNetsh(ctx, found.Index, d)
		}
		if errors.Is(err, windows.ERROR_ACCESS_DENIED) {
			return errors.Join(errDNSRights, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// dnsInterfaceSettings is DNS_INTERFACE_SETTINGS of netioapi.h, version 1.
type dnsInterfaceSettings struct {
	version             uint32
	_                   uint32
	flags               uint64
	domain              *uint16
	nameServer          *uint16
	searchList          *uint16
	registrationEnabled uint32
	registerAdapterName uint32
	enableLLMNR         uint32
	queryAdapterName    uint32
	profileNameServer   *uint16
}

// The flags that say which of its fields are meant.
const (
	settingIPv6              = 0x1
	settingNameServer        = 0x2
	settingProfileNameServer = 0x200
)

// setInterfaceDNS sets the servers of one adapter and family; an empty list means
// those of the network. It is there since Windows 10.
func setInterfaceDNS(d DNSSetting) error {
	proc := windows.NewLazySystemDLL("iphlpapi.dll").NewProc("SetInterfaceDnsSettings")
	if proc.Find() != nil {
		return windows.ERROR_PROC_NOT_FOUND
	}
	guid, err := windows.GUIDFromString(d.Interface)
	if err != nil {
		return fmt.Errorf("reading the adapter's id: %w", DNSElsewhere)
	}
	list, err := windows.UTF16PtrFromString(joinServers(d.Servers))
	if err != nil {
		return err
	}
	settings := dnsInterfaceSettings{version: 1, flags: settingNameServer, nameServer: list}
	if d.Profile != "" {
		settings.flags, settings.nameServer, settings.profileNameServer = settingProfileNameServer, nil, list
	}
	if d.Family == DNSOverIPv6 {
		settings.flags |= settingIPv6
	}
	if code := callByGUID(proc, &guid, &settings); code != 0 {
		return windows.Errno(code)
	}
	return nil
}

func joinServers(list []netip.Addr) string {
	words := make([]string, 0, len(list))
	for _, a := range list {
		words = append(words, a.String())
	}
	return strings.Join(words, ",")
}

// setByNetsh does the same where the function is missing. The adapter is named by
// its number, as names are translated and may hold anything.
func (s *System) setByNetsh(ctx context.Context, index int, d DNSSetting) error {
	for _, line := range netshLines(index, d) {
		if _, err := s.run(ctx, "netsh", line...); err != nil {
			return err
		}
	}
	return nil
}
