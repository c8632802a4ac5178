package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"fix502/checks"
)

// detail is the technical evidence of one check for support staff: what was seen,
// one line for each attempt, resolver or setting, then the errors. It is not
// translated; its words are those of the trade and the codes of this program.
func detail(f checks.Finding, trouble error) string {
	lines := evidenceOf(f.Data)
	for _, err := range []error{f.Err, trouble} {
		if err != nil {
			lines = append(lines, "error: "+strings.ReplaceAll(err.Error(), "\n", "; "))
		}
	}
	return strings.Join(lines, "\n")
}

// evidenceOf renders a fact, one line for each thing observed.
func evidenceOf(fact any) []string {
	switch v := fact.(type) {
	case checks.LinkFact:
		return linkLines(v)
	case checks.RouteFact:
		return routeLines(v)
	case checks.InternetFact:
		return eachLine(v.Anchors, anchorLine)
	case checks.PortalFact:
		return eachLine(v.Probes, portalLine)
	case checks.HostsFileFact:
		return hostsFileLines(v)
	case checks.ProxyFact:
		return proxyLines(v)
	case checks.ClockFact:
		return clockLines(v)
	case checks.DNSFact:
		return dnsLines(v)
	case checks.HostFact:
		return hostLines(v)
	case checks.EdgeFact:
		return edgeLines(v)
	case checks.ControlsFact:
		return manyHosts(v.Hosts)
	case checks.StatusFact:
		return statusLines(v)
	case checks.ProcessesFact:
		return eachLine(v.Processes, processLine)
	case checks.SoftwareFact:
		return eachLine(v.Found, softwareLine)
	}
	return nil
}

func eachLine[T any](list []T, show func(T) string) []string {
	lines := make([]string, 0, len(list))
	for _, v := range list {
		lines = append(lines, show(v))
	}
	return lines
}

// row joins the parts of a line and leaves out the empty ones.
func row(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p)
	}
	return b.String()
}

// pair is "name=value", "" where there is no value. A value with spaces is quoted.
func pair(name, value string) string {
	switch {
	case value == "":
		return ""
	case strings.ContainsAny(value, " \t\""):
		return name + "=" + strconv.Quote(value)
	}
	return name + "=" + value
}

// took is "tcp 12 ms", "" where the time is not known. The name may be empty.
func took(name string, ms float64) string {
	if ms == 0 {
		return ""
	}
	return row(name, span(ms))
}

// span shows milliseconds with as many digits as mean something.
func span(ms float64) string {
	if math.Abs(ms) < 10 {
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}

func flag(name string, on bool) string {
	if on {
		return name
	}
	return ""
}

func either(on bool, yes, no string) string {
	if on {
		return yes
	}
	return no
}

func number(name string, n int) string {
	if n == 0 {
		return ""
	}
	return row(name, strconv.Itoa(n))
}

func linkLines(l checks.LinkFact) []string {
	lines := []string{row("link:", either(l.Usable, "usable", "not usable"), flag("ipv4", l.IPv4), flag("ipv6", l.IPv6))}
	for _, i := range l.Interfaces {
		lines = append(lines, row(i.Name, i.Kind, either(i.Up, "up", "down"), strings.Join(i.Addrs, ", "), pair("driver", i.Description)))
	}
	return lines
}

func routeLines(r checks.RouteFact) []string {
	lines := eachLine(r.Routers, func(r checks.RouterFact) string {
		return row("default via", either(r.Address == "", "link", r.Address), pair("interface", r.Interface),
			either(r.Answers, "answers", "silent"), r.How, took("", r.RTT))
	})
	if r.Direct {
		lines = append(lines, "the anchors are on this link")
	}
	return lines
}

func anchorLine(c checks.ConnectFact) string {
	return row(c.Address, "tcp", either(c.OK, "connected", c.Fail), took("", c.RTT))
}

func portalLine(p checks.PortalProbe) string {
	return row(p.URL, p.Kind, number("HTTP", p.Status), pair("location", p.Location), p.Fail)
}

func hostsFileLines(h checks.HostsFileFact) []string {
	lines := []string{row(h.Path, strconv.Itoa(h.Lines), "entries")}
	for _, p := range h.Pins {
		lines = append(lines, row("line", strconv.Itoa(p.Line)+":", p.Address, p.Name))
	}
	return lines
}

func proxyLines(p checks.ProxyFact) []string {
	lines := eachLine(p.Settings, func(s checks.ProxySetting) string {
		return row(s.Source+":", pair("http", s.HTTP), pair("https", s.HTTPS), pair("socks", s.SOCKS), pair("pac", s.PAC), flag("auto", s.Auto))
	})
	lines = append(lines, row("in effect:", either(p.Effective == "", "none", p.Effective), pair("source", p.Source)))
	for _, try := range []struct {
		name string
		try  *checks.ProxyTry
	}{{"through it:", p.Through}, {"without it:", p.Direct}} {
		if t := try.try; t != nil {
			lines = append(lines, row(try.name, number("HTTP", t.Status), flag("by the proxy itself", t.ByProxy),
				flag("as expected", t.Expected), t.Fail, took("", t.Took)))
		}
	}
	return lines
}

func clockLines(c checks.ClockFact) []string {
	lines := eachLine(c.Sources, func(s checks.ClockSource) string {
		return row(s.Host, seconds(s.Offset))
	})
	if len(lines) > 0 {
		lines = append(lines, row("median", seconds(c.Offset)))
	}
	return lines
}

func seconds(s float64) string { return fmt.Sprintf("%+.1f s", s) }
