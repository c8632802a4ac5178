package platform

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// ProxySwitch is one place where a proxy is switched on, with what is set there, so
// that it can be switched off and exactly so on again. The proxy's own address is
// left alone wherever the system keeps it.
type ProxySwitch struct {
	Source string            `json:"source"` // "gnome", "kde", "windows", "macos", as in Proxy
	Values map[string]string `json:"values"` // by the system's own names
}

// The names of what is switched, as the systems call it. On a Mac the service
// follows after a colon.
const (
	gnomeMode       = "mode"
	kdeType         = "ProxyType"
	windowsEnable   = "ProxyEnable"
	windowsScript   = "AutoConfigURL"
	macWeb          = "web"
	macSecure       = "secureweb"
	macSocks        = "socks"
	macScript       = "auto"
	macDiscovery    = "discovery"
	switchOff       = "off"
	switchOn        = "on"
	longestSetting  = 2083 // the longest address that Windows keeps
	longestSwitches = 100  // services of a Mac, five switches each
)

// offValue is what a switch that is off reads; known is false where there is no
// such switch.
func offValue(source, name string) (off string, known bool) {
	switch source + "." + name {
	case "gnome." + gnomeMode:
		return "none", true
	case "kde." + kdeType, "windows." + windowsEnable:
		return "0", true
	case "windows." + windowsScript:
		return "", true
	}
	kind, service, _ := strings.Cut(name, ":")
	return switchOff, source == "macos" && isMacSwitch(kind) && isServiceName(service)
}

func isMacSwitch(kind string) bool {
	return slices.Contains([]string{macWeb, macSecure, macSocks, macScript, macDiscovery}, kind)
}

// serviceNameLimit bounds the name of a network service, in bytes.
const serviceNameLimit = 200

// isServiceName tells whether a text can be the name of a Mac's network service.
// One that looks like an option of a program is none.
func isServiceName(name string) bool {
	return name != "" && len(name) <= serviceNameLimit && !strings.ContainsAny(name[:1], "-*") &&
		strings.IndexFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// onValues are the values of a switch that is on, apart from addresses.
var onValues = map[string][]string{
	"gnome." + gnomeMode:       {"manual", "auto"},
	"kde." + kdeType:           {"1", "2", "3", "4"},
	"windows." + windowsEnable: {"1"},
}

// Check tells whether these are switches of this sort with values that mean "on".
func (p ProxySwitch) Check() error {
	if len(p.Values) == 0 || len(p.Values) > longestSwitches {
		return ErrArgument
	}
	for name, value := range p.Values {
		if _, known := offValue(p.Source, name); !known {
			return ErrArgument
		}
		switch allowed, closed := onValues[p.Source+"."+name]; {
		case closed && slices.Contains(allowed, value):
		case p.Source == "macos" && value == switchOn:
		case p.Source == "windows" && name == windowsScript && isScriptAddress(value):
		default:
			return ErrArgument
		}
	}
	return nil
}

func isScriptAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && len(text) <= longestSetting && slices.Contains([]string{"http", "https", "file"}, u.Scheme)
}

// off is the same with every switch off.
func (p ProxySwitch) off() map[string]string {
	values := make(map[string]string, len(p.Values))
	for name := range p.Values {
		values[name], _ = offValue(p.Source, name)
	}
	return values
}

// ProxySwitches lists where a proxy is switched on and can be switched off. What is
// set in the environment is not: it was given to the running programs already.
func (s *System) ProxySwitches(ctx context.Context) ([]ProxySwitch, error) {
	all, err := s.readProxySwitches(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading proxy settings: %w", err)
	}
	var list []ProxySwitch
	for _, p := range all {
		p.Values = maps.Clone(p.Values)
		maps.DeleteFunc(p.Values, func(name, value string) bool {
			return ProxySwitch{Source: p.Source, Values: map[string]string{name: value}}.Check() != nil
		})
		if len(p.Values) > 0 {
			list = append(list, p)
		}
	}
	return list, nil
}

// SwitchProxy switches p off, or on again with the values it has.
func (s *System) SwitchProxy(ctx context.Context, p ProxySwitch, on bool) error {
	if err := p.Check(); err != nil {
		return fmt.Errorf("switching a proxy: %w", err)
	}
	values := p.off()
	if on {
		values = p.Values
	}
	if err := s.writeProxySwitches(ctx, p.Source, values); err != nil {
		return fmt.Errorf("switching a proxy: %w", err)
	}
	return nil
}

// errOtherSystem says that a setting is one of another system than this.
var errOtherSystem = fmt.Errorf("a setting of another system: %w", errors.ErrUnsupported)
