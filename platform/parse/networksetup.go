package parse

import (
	"net/netip"
	"strings"
)

// NetworkService is one line of `networksetup -listnetworkserviceorder`.
type NetworkService struct {
	Name   string // as the user sees it, and may have renamed it
	Device string // "en0", "" for one without
	Off    bool
}

// NetworkServices reads `networksetup -listnetworkserviceorder`. Only the numbers
// and the words "Device:" are looked at; the rest is in the user's language.
func NetworkServices(out []byte) []NetworkService {
	var list []NetworkService
	var name string
	var off bool
	for _, line := range lines(out) {
		line = strings.TrimSpace(line)
		if i := strings.LastIndex(line, "Device:"); i >= 0 && strings.HasPrefix(line, "(") && name != "" {
			device := strings.TrimSpace(strings.TrimSuffix(line[i+len("Device:"):], ")"))
			list = append(list, NetworkService{Name: name, Device: device, Off: off})
			name = ""
			continue
		}
		mark, rest, found := strings.Cut(line, ") ")
		if found && strings.HasPrefix(mark, "(") && strings.Trim(mark[1:], "0123456789*") == "" {
			name, off = rest, mark == "(*"
		}
	}
	return list
}

// NetworkServers reads `networksetup -getdnsservers`: an address a line, or a
// sentence in some language which says that none are set.
func NetworkServers(out []byte) []netip.Addr {
	var list []netip.Addr
	for _, line := range lines(out) {
		if a, err := netip.ParseAddr(strings.TrimSpace(line)); err == nil {
			list = append(list, a)
		}
	}
	return list
}

// NetworkProxyOn reads `networksetup -getwebproxy` and its kin ("Enabled: Yes"), and
// `-getproxyautodiscovery` ("Auto Proxy Discovery: On").
func NetworkProxyOn(out []byte) bool {
	for _, line := range lines(out) {
		name, value, found := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); !found || name != "Enabled" && name != "Auto Proxy Discovery" {
			continue
		}
		switch strings.TrimSpace(value) {
		case "Yes", "On", "1":
			return true
		}
	}
	return false
}
