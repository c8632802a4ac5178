package platform

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sys/windows/registry"

	"fix502/platform/parse"
)

// windowsWait is how long Windows waits for its first resolver before it asks the next.
const windowsWait = time.Second

// searchPlaces are where Windows keeps its list of search domains; the first that
// has one counts.
var searchPlaces = []struct{ key, value string }{
	{`SOFTWARE\Policies\Microsoft\Windows NT\DNSClient`, "SearchList"},
	{`SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`, "SearchList"},
}

// primaryPlaces are where it keeps the computer's own domain, used without a list.
var primaryPlaces = []struct{ key, value string }{
	{`SOFTWARE\Policies\Microsoft\System\DNSClient`, "NV PrimaryDnsSuffix"},
	{`SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`, "Domain"},
	{`SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`, "DhcpDomain"},
}

// searchDomains reads the list, or makes it of the computer's own domain and those
// of its connections, as Windows does.
func (s *System) searchDomains(context.Context) (Search, error) {
	search := Search{Ndots: usualNdots, Wait: windowsWait}
	for _, p := range searchPlaces {
		if search.Domains = parse.DomainList(registryText(p.key, p.value)); len(search.Domains) > 0 {
			return search, nil
		}
	}
	for _, p := range primaryPlaces {
		if search.Domains = parse.DomainList(registryText(p.key, p.value)); len(search.Domains) > 0 {
			break
		}
	}
	adapters, err := listAdapters()
	for _, a := range adapters {
		for _, d := range parse.DomainList(a.Suffix) {
			if a.Up && !slices.Contains(search.Domains, d) {
				search.Domains = append(search.Domains, d)
			}
		}
	}
	return search, err
}

// registryText reads a text of the computer's settings, "" where there is none.
func registryText(key, value string) string {
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, key, registry.QUERY_VALUE)
	if err != nil {
		return ""
	}
	defer k.Close() //nolint:errcheck // opened for reading only
	text, _, err := k.GetStringValue(value)
	if err != nil {
		return ""
	}
	return text
}
