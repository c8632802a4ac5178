package parse

import "strings"

// HardwarePorts reads macOS's `networksetup -listallhardwareports` and returns
// the kind of port by device: "en0" is "Wi-Fi". The names are Apple's English
// ones, which networksetup prints in every language.
func HardwarePorts(data []byte) map[string]string {
	ports := map[string]string{}
	var port string
	for _, line := range lines(data) {
		key, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case !ok:
			port = ""
		case key == "Hardware Port":
			port = value
		case key == "Device" && port != "" && value != "":
			ports[value] = port
		}
	}
	return ports
}

// IfconfigInactive reads macOS's `ifconfig -a` and returns the interfaces whose
// status line says "inactive": switched on, but no cable or no network.
func IfconfigInactive(data []byte) map[string]bool {
	inactive := map[string]bool{}
	var name string
	for _, line := range lines(data) {
		if head, _, ok := strings.Cut(line, ": flags="); ok && !strings.ContainsAny(head, " \t") {
			name = head
			continue
		}
		if name != "" && strings.TrimSpace(line) == "status: inactive" {
			inactive[name] = true
		}
	}
	return inactive
}
