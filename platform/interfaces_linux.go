package platform

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"
)

func (s *System) interfaces(context.Context) ([]Interface, error) {
	list, err := goInterfaces()
	for i := range list {
		if list[i].Kind == KindOther {
			list[i].Kind = linuxKind(s.fs, list[i].Name)
		}
	}
	return list, err
}

// tunnelTypes are the hardware types of linux/if_arp.h that only tunnels have:
// PPP, IP in IP, IPv6 in IPv6, IPv6 in IPv4, GRE of both families, and none.
var tunnelTypes = []string{"512", "768", "769", "776", "778", "823", "65534"}

// etherType is the hardware type of everything like Ethernet.
const etherType = "1"

// linuxKind tells the kind by what the kernel says of the device in
// /sys/class/net, and by its name where it says nothing.
func linuxKind(fsys fs.FS, name string) InterfaceKind {
	dir := path.Join("sys/class/net", name)
	has := func(file string) bool {
		_, err := fs.Stat(fsys, path.Join(dir, file))
		return err == nil
	}
	switch deviceType(fsys, dir) {
	case "wlan":
		return KindWiFi
	case "wwan":
		return KindMobile
	case "wireguard":
		return KindVPN
	case "bridge", "vlan", "bond", "macvlan", "ipvlan", "veth", "vxlan":
		return KindOther
	}
	if has("wireless") || has("phy80211") {
		return KindWiFi
	}
	if kind := kindByName(name); kind != KindOther {
		return kind
	}
	if has("tun_flags") && !has("brport") { // with a port of a bridge it is a virtual machine's
		return KindVPN
	}
	switch hardware := hardwareType(fsys, dir); {
	case slices.Contains(tunnelTypes, hardware):
		return KindVPN
	case hardware == etherType && has("device"):
		return KindEthernet
	}
	return KindOther
}

// deviceType is the DEVTYPE that the driver announces, "" for a plain card.
func deviceType(fsys fs.FS, dir string) string {
	text, err := fs.ReadFile(fsys, path.Join(dir, "uevent"))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "DEVTYPE="); ok {
			return v
		}
	}
	return ""
}

// hardwareType is the number of linux/if_arp.h, "" where unknown.
func hardwareType(fsys fs.FS, dir string) string {
	text, err := fs.ReadFile(fsys, path.Join(dir, "type"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
