package parse

import (
	"net"
	"strings"
)

// maxDictionaryDepth bounds how deep dictionaries may lie in each other. Real
// ones go three deep: __SCOPED__, the interface, its ExceptionsList.
const maxDictionaryDepth = 8

// MacProxy is what macOS's `scutil --proxy` says.
type MacProxy struct {
	HTTP          string // host:port, "" where switched off
	HTTPS         string
	SOCKS         string
	PAC           string   // address of an automatic configuration script
	Auto          bool     // WPAD discovery is switched on
	Exceptions    []string // "*.local", "169.254/16"
	ExcludeSimple bool     // names without a dot are reached without it
}

// ScutilProxy reads `scutil --proxy`. Settings that belong to one interface
// only (__SCOPED__) do not count.
func ScutilProxy(data []byte) MacProxy {
	d := ScutilDictionary(data)
	p := MacProxy{
		HTTP:          enabledProxy(d, "HTTP"),
		HTTPS:         enabledProxy(d, "HTTPS"),
		SOCKS:         enabledProxy(d, "SOCKS"),
		Auto:          text(d, "ProxyAutoDiscoveryEnable") == "1",
		ExcludeSimple: text(d, "ExcludeSimpleHostnames") == "1",
	}
	if text(d, "ProxyAutoConfigEnable") == "1" {
		p.PAC = text(d, "ProxyAutoConfigURLString")
	}
	if list, ok := d["ExceptionsList"].([]any); ok {
		for _, e := range list {
			if s, ok := e.(string); ok {
				p.Exceptions = append(p.Exceptions, s)
			}
		}
	}
	return p
}

// enabledProxy joins the host and port of one kind of proxy.
func enabledProxy(d map[string]any, kind string) string {
	host := text(d, kind+"Proxy")
	if text(d, kind+"Enable") != "1" || host == "" {
		return ""
	}
	if port := text(d, kind+"Port"); port != "" {
		return net.JoinHostPort(strings.Trim(host, "[]"), port)
	}
	return host
}

func text(d map[string]any, key string) string {
	s, _ := d[key].(string)
	return s
}

// ScutilDictionary reads the form in which scutil shows a property list:
// "<dictionary> { key : value }", values being text, []any or map[string]any.
func ScutilDictionary(data []byte) map[string]any {
	var rest []string
	for _, line := range lines(data) {
		rest = append(rest, strings.TrimSpace(line))
	}
	p := scutilReader{rest: rest}
	for len(p.rest) > 0 {
		if line := p.next(); strings.HasPrefix(line, "<dictionary>") {
			byKey, _ := p.group(1)
			return byKey
		}
	}
	return nil
}

// scutilReader walks over the lines that are left.
type scutilReader struct{ rest []string }

func (p *scutilReader) next() string {
	line := p.rest[0]
	p.rest = p.rest[1:]
	return line
}

// group reads to the closing brace. It returns the values by key, and in the
// order they came for those who know that it is an array.
func (p *scutilReader) group(depth int) (byKey map[string]any, inOrder []any) {
	byKey = map[string]any{}
	for len(p.rest) > 0 {
		line := p.next()
		if line == "}" {
			break
		}
		key, value, ok := strings.Cut(line, " : ")
		if !ok {
			continue
		}
		if v := p.value(strings.TrimSpace(value), depth); v != nil {
			byKey[strings.TrimSpace(key)] = v
			inOrder = append(inOrder, v)
		}
	}
	return byKey, inOrder
}

// value reads on where the value opens a group of its own. It is nil for a
// group that lies too deep.
func (p *scutilReader) value(s string, depth int) any {
	isArray := strings.HasPrefix(s, "<array>")
	if !isArray && !strings.HasPrefix(s, "<dictionary>") {
		return s
	}
	if depth >= maxDictionaryDepth {
		p.skip()
		return nil
	}
	byKey, inOrder := p.group(depth + 1)
	if isArray {
		return inOrder
	}
	return byKey
}

// skip reads over a group without keeping it.
func (p *scutilReader) skip() {
	for open := 1; len(p.rest) > 0 && open > 0; {
		switch line := p.next(); {
		case line == "}":
			open--
		case strings.HasSuffix(line, "{"):
			open++
		}
	}
}
