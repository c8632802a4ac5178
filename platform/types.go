// Package platform reaches this computer: its interfaces, routes, resolvers,
// proxy settings, hosts file, processes, browsers, and the few things a click
// may ask of it. One file per job and operating system; nothing outside this
// folder has build tags.
//
// What must not live here: parsing (that is platform/parse), Fyne, and any
// judgement about what was found.
package platform

import (
	"net/netip"
	"time"
)

// InterfaceKind says what sort of link an interface is, as far as the system tells.
type InterfaceKind string

// The kinds of interface.
const (
	KindEthernet InterfaceKind = "ethernet"
	KindWiFi     InterfaceKind = "wifi"
	KindVPN      InterfaceKind = "vpn"
	KindMobile   InterfaceKind = "mobile"
	KindLoopback InterfaceKind = "loopback"
	KindOther    InterfaceKind = "other" // bridges, containers, and what could not be told
)

// Interface is one network interface of this computer.
type Interface struct {
	Name  string         // the system's name, "eth0", "en0", "Ethernet 2"
	Index int            // the system's index
	Kind  InterfaceKind  // KindOther where the system does not tell
	Up    bool           // administratively up and with a carrier
	Addrs []netip.Prefix // every address, link-local ones too
	// Description is the driver's own, "NordLynx Tunnel"; "" where the system has none.
	Description string
}

// Route is a default route.
type Route struct {
	Gateway   netip.Addr // invalid for an on-link route (a point-to-point tunnel)
	Interface string
	Metric    int // lower is preferred; 0 where unknown
}

// Resolver is one DNS server that this computer is set to ask.
type Resolver struct {
	Addr      netip.AddrPort // port 53 unless the system says otherwise
	Interface string         // the interface it belongs to, "" for all
	Source    string         // where it was found: "resolv.conf", "systemd-resolved", "NetworkManager", "registry", "scutil"
	Stub      bool           // a forwarder on this computer (127.0.0.53); its Upstreams follow as resolvers of their own
	Upstream  bool           // learnt from behind a stub, not asked by programs directly
	Domain    string         // set where it serves only this domain (split DNS of a VPN)
	// Apart is set where this system asks the resolvers of each interface by
	// themselves (Windows): that one of them knows no such name ends nothing.
	Apart bool
}

// Search says what programs on this computer make of a name before they ask for
// it as it stands.
type Search struct {
	Domains []string // put behind names, in this order; lower case, without the final dot
	Ndots   int      // names with fewer dots are asked for with the domains behind them first; 1 on most computers
	// Wait is how long programs wait for a resolver that does not answer before they
	// ask the next one, 0 where that is not known.
	Wait time.Duration
}

// Proxy is one proxy setting found on this computer.
type Proxy struct {
	Source string // "environment", "gnome", "kde", "windows", "macos"
	HTTP   string // host:port or URL for http:// targets, "" for none
	HTTPS  string // the same for https:// targets
	SOCKS  string
	PAC    string   // address of an automatic configuration script
	Auto   bool     // WPAD discovery is switched on
	Bypass []string // hosts reached without it, in the system's own notation
}

// HostsEntry is one line of the hosts file that names at least one host.
type HostsEntry struct {
	Addr  netip.Addr
	Names []string // lower case
	Line  int      // counted from 1
}

// Process is one running program.
type Process struct {
	PID     int32
	Parent  int32
	Name    string   // the executable's base name as the system shows it
	Exe     string   // full path, "" where the system hides it
	Args    []string // the command line, program first; empty where hidden
	User    string   // account it runs as
	Mine    bool     // runs as the user of this program
	Started time.Time
	Memory  uint64 // resident bytes
	State   string // "running", "sleeping", "stopped", "zombie", "blocked", "" where unknown
	// Sandbox is the packaged app that it runs inside: "flatpak:com.example.App",
	// "snap:app"; "" for none, and where the system doesn't tell.
	Sandbox string
	// Windowless says that the system shows no window of it at all, not even a hidden
	// one. False also where that is not known.
	Windowless bool
}

// Service is a program that the system itself keeps running in the background.
type Service struct {
	Name  string // the system's short name, "EventLog"
	Title string // as it is shown to people, "Windows Event Log"
}

// BrowserFamily decides which flags and instructions a browser understands.
type BrowserFamily string

// The families of browsers.
const (
	FamilyChromium BrowserFamily = "chromium"
	FamilyFirefox  BrowserFamily = "firefox"
	FamilySafari   BrowserFamily = "safari"
)

// Browser is one installed web browser.
type Browser struct {
	ID      string // "chrome", "edge", "firefox", "brave", "opera", "opera-gx", "vivaldi", "chromium", "safari", "librewolf", …
	Name    string // as the user knows it, "Google Chrome"
	Family  BrowserFamily
	Command []string // how to start it, program first; the address is appended
	Default bool
	Running bool
}

// Info describes this computer for the report.
type Info struct {
	OS       string // "linux", "windows", "darwin"
	Version  string // "Debian 12", "Windows 11 24H2", "macOS 15.1"
	Arch     string // "amd64", "arm64"
	Uptime   time.Duration
	Hostname string // for redaction
	User     string // for redaction: the account's short name
	FullName string // for redaction: the account's display name, "" where unknown
	Home     string // for redaction
}

// FlushResult says which DNS caches were emptied.
type FlushResult struct {
	Flushed []string // names of caches emptied, "systemd-resolved", "nscd", "Windows DNS client" …
	None    bool     // there is no cache running on this computer
	Refused []string // caches that are running but need rights to be emptied
	ByHand  []string // caches that only starting their program anew empties
}

// EndProgress tells how far the ending of processes has come.
type EndProgress struct {
	Left    int           // processes still running
	Waiting time.Duration // until the rest is ended by force; 0 once that has begun
}

// EndResult says what became of the processes that were to be ended.
type EndResult struct {
	Asked  []Process // were asked to quit
	Quit   []Process // quit by themselves after being asked
	Forced []Process // had to be ended
	Left   []Process // could not be ended
}
