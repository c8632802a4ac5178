package platform

import (
	"errors"
	"slices"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows/registry"
)

// writes puts a text into the registry for the test alone.
func writes(t *testing.T, key, name, value string) {
	t.Helper()
	k, _, err := registry.CreateKey(registry.LOCAL_MACHINE, key, registry.ALL_ACCESS)
	if err != nil {
		t.Skipf("no rights for the registry: %v", err)
	}
	before, _, had := k.GetStringValue(name)
	if err := k.SetStringValue(name, value); err != nil {
		t.Skipf("no rights for the registry: %v", err)
	}
	t.Cleanup(func() {
		if had == nil {
			_ = k.SetStringValue(name, before)
		} else {
			_ = k.DeleteValue(name)
		}
		_ = k.Close()
	})
}

// TestReadDNSOfAnAdapter reads what the registry says of a real adapter.
func TestReadDNSOfAnAdapter(t *testing.T) {
	adapters, err := listAdapters()
	if err != nil || len(adapters) == 0 {
		t.Skipf("no adapter here: %v", err)
	}
	guid := adapters[0].GUID
	for _, tt := range []struct{ key, family, value string }{
		{adapterKey4, DNSOverIPv4, "9.9.9.9,149.112.112.112"}, {adapterKey6, DNSOverIPv6, "2620:fe::fe 2620:fe::9"},
	} {
		d := DNSSetting{Way: WayWindows, Family: tt.family, Interface: guid}
		writes(t, tt.key+guid, "NameServer", "")
		got, err := New().readDNS(t.Context(), d)
		if err != nil || !got.Automatic || len(got.Servers) > 0 || got.Name != adapters[0].Name {
			t.Errorf("%s, of the network: %+v, %v", tt.family, got, err)
		}
		writes(t, tt.key+guid, "NameServer", tt.value)
		got, err = New().readDNS(t.Context(), d)
		if err != nil || got.Automatic || len(got.Servers) != 2 || got.Profile != "" {
			t.Errorf("%s, by hand: %+v, %v", tt.family, got, err)
		}
		writes(t, tt.key+guid, "ProfileNameServer", "1.1.1.1,2606:4700:4700::1111")
		got, err = New().readDNS(t.Context(), d)
		if err != nil || got.Profile != "network" || got.Servers[0].String() != "1.1.1.1" {
			t.Errorf("%s, for one network: %+v, %v", tt.family, got, err)
		}
	}
	if _, err := New().readDNS(t.Context(), DNSSetting{Way: WayWindows, Family: DNSOverIPv4, Interface: "{nobody}"}); !errors.Is(err, DNSElsewhere) {
		t.Errorf("an adapter that isn't there: %v", err)
	}
}

func TestDNSOfACompany(t *testing.T) {
	if New().dnsByPolicy(t.Context()) {
		t.Skip("this computer is a company's")
	}
	writes(t, policyDNS, "NameServer", "192.0.2.1")
	if !New().dnsByPolicy(t.Context()) {
		t.Error("a policy's list of servers is not seen")
	}
}

// TestDNSInterfaceSettings holds the structure to the size that Windows takes.
func TestDNSInterfaceSettings(t *testing.T) {
	var s dnsInterfaceSettings
	got := []uintptr{unsafe.Sizeof(s), unsafe.Offsetof(s.flags), unsafe.Offsetof(s.nameServer), unsafe.Offsetof(s.profileNameServer)}
	if want := []uintptr{64, 8, 24, 56}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
