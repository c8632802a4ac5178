package checks

// The kinds of software that stands between this computer and the internet.
const (
	SoftwareAntivirus = "antivirus"
	SoftwareFilter    = "filter" // blocks adverts or trackers
	SoftwareParental  = "parental"
	SoftwareCompany   = "company" // a company's or school's inspection
	SoftwareVPN       = "vpn"
	SoftwareProxy     = "proxy"
	SoftwareDeveloper = "developer" // a tool that records traffic
)

// The signs by which software is recognised.
const (
	ByProcess = "process"
	ByService = "service" // a service of the operating system
	ByAdapter = "adapter" // a network interface of its own
	ByIssuer  = "issuer"  // it signs the certificates of websites
)

// SoftwareFact lists software known to stand in the way of traffic.
type SoftwareFact struct {
	Found []SoftwareSeen `json:"found"`
}

// SoftwareSeen is one of them, recognised by one sign.
type SoftwareSeen struct {
	ID   string `json:"id"`   // of assets/interference.yaml
	Name string `json:"name"` // as people know it, "AdGuard"
	Kind string `json:"kind"` // one of the Software kinds
	By   string `json:"by"`   // ByProcess …
	Sign string `json:"sign"` // the process, service, adapter or issuer that was seen
}
