package report

import (
	"cmp"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"fix502/checks"
)

func dnsLines(d checks.DNSFact) []string {
	var lines []string
	if d.Source != "" {
		lines = append(lines, "configured in "+d.Source)
	}
	for _, r := range d.Answers {
		who := row(cmp.Or(r.Address, r.ID), bracket(r.Name, r.Address), r.Transport,
			flag("stub", r.Stub), flag("upstream", r.Upstream), pair("domain", r.Domain), pair("interface", r.Interface))
		if len(r.Replies) == 0 {
			lines = append(lines, row(who, "not asked"))
		}
		for _, reply := range r.Replies {
			lines = append(lines, row(who, replyLine(reply)))
		}
		if len(r.Rewrites) > 0 {
			lines = append(lines, row(who, "names that do not exist:", strings.Join(r.Rewrites, ", ")))
		}
	}
	for _, f := range d.Search {
		lines = append(lines, row("asked for first:", f.Name+"."+f.Domain, strings.Join(f.Addresses, ", ")))
	}
	return lines
}

// bracket is "(name)" unless that says the same as what stands before it.
func bracket(name, before string) string {
	if name == "" || name == before {
		return ""
	}
	return "(" + name + ")"
}

func replyLine(r checks.ReplyFact) string {
	return row(r.Name, r.RCode, r.Fail, strings.Join(r.Addresses, ", "), took("", r.RTT),
		either(r.TTL > 0, fmt.Sprintf("ttl %d s", r.TTL), ""),
		pair("cname", strings.Join(r.CNAMEs, ",")), pair("retried", r.Retried),
		pair("unchecked", strings.Join(r.Unchecked, ",")), pair("ede", numbers(r.Errors)))
}

// numbers lists the extended errors of a reply by their numbers.
func numbers(list []uint16) string {
	var words []string
	for _, c := range list {
		words = append(words, strconv.Itoa(int(c)))
	}
	return strings.Join(words, ",")
}

func hostLines(h checks.HostFact) []string {
	lines := []string{row(address(h), expecting(h.Expect), either(h.Required, "", "(optional)"))}
	for _, a := range h.Attempts {
		lines = append(append(lines, attemptLine(a)), contrastLines(a)...)
	}
	if len(h.Attempts) == 0 {
		lines = append(lines, "no address to try")
	}
	return lines
}

func manyHosts(list []checks.HostFact) []string {
	var lines []string
	for _, h := range list {
		lines = append(lines, hostLines(h)...)
	}
	return lines
}

// address of what was asked for. The port shows only where it is not the scheme's own.
func address(h checks.HostFact) string {
	host := h.Host
	usual := map[string]int{"https": 443, "http": 80}[h.Scheme]
	switch {
	case h.Port != 0 && h.Port != usual:
		host = net.JoinHostPort(host, strconv.Itoa(h.Port))
	case strings.Contains(host, ":"): // a literal IPv6 address
		host = "[" + host + "]"
	}
	return h.Scheme + "://" + host + cmp.Or(h.Path, "/")
}

func expecting(codes []int) string {
	if len(codes) == 0 {
		return ""
	}
	words := eachLine(codes, strconv.Itoa)
	return "expects " + strings.Join(words, " or ")
}

// attemptLine is one exchange: "162.159.128.233 ipv4 tcp 12 ms tls 30 ms HTTP 502 …".
func attemptLine(a checks.AttemptFact) string {
	return row(a.Address, a.Family, pair("from", strings.Join(a.From, ",")), flag("used", a.Used),
		took("tcp", a.TCP), took("tls", a.TLS), took("first byte", a.First), took("total", a.Total),
		failure(a), number("HTTP", a.Status), either(a.Status != 0, either(a.Expected, "expected", "not expected"), ""),
		either(a.Fail == "" || a.Stage == "http", either(a.Served, "", "serves another name"), ""),
		pair("server", header(a.Headers, "Server")), pair("ray", cmp.Or(a.Page.Ray, header(a.Headers, "Cf-Ray"))),
		pageWords(a.Page), a.TLSVersion, pair("issuer", a.Issuer), day("until", a.NotAfter), pair("error", a.Error))
}

// contrastLines tell what the same address did when it was asked in other ways.
func contrastLines(a checks.AttemptFact) []string {
	var lines []string
	if c := a.OtherName; c != nil {
		lines = append(lines, row(a.Address, "for the unrelated name", c.Name+":", outcome(*c)))
	}
	if c := a.SmallParts; c != nil {
		lines = append(lines, row(a.Address, fmt.Sprintf("in packets of at most %d bytes of data:", c.Segment), outcome(*c)))
	}
	return lines
}

func outcome(c checks.ContrastFact) string {
	return either(c.Answered, "answered", row(c.Stage, "failed:", c.Fail))
}

func failure(a checks.AttemptFact) string {
	if a.Fail == "" {
		return ""
	}
	return row(a.Stage, "failed:", a.Fail)
}

func pageWords(p checks.PageFact) string {
	return row(pair("maker", p.Maker), pair("page", p.Kind), pair("edge", p.Edge), number("code", p.Code))
}

// header finds a response header however its name is written.
func header(all map[string]string, name string) string {
	for key, value := range all {
		if strings.EqualFold(key, name) {
			return value
		}
	}
	return ""
}

func day(name string, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return row(name, t.UTC().Format(time.DateOnly))
}

func edgeLines(e checks.EdgeFact) []string {
	lines := manyHosts(e.Canaries)
	for _, h := range e.Neighbours {
		lines = append(append(lines, "another service behind it:"), hostLines(h)...)
	}
	if t := e.Trace; t != nil {
		lines = append(lines, row("trace on", t.Host, number("HTTP", t.Status), pair("location", t.Colo),
			either(t.Valid, "valid", "no trace"), t.Fail))
	}
	return lines
}

func statusLines(s checks.StatusFact) []string {
	lines := []string{row(s.Name, pair("indicator", s.Indicator), pair("says", s.Description), s.Fail,
		flag("(kept from an earlier look)", s.Stale), s.Source)}
	for _, i := range s.Incidents {
		lines = append(lines, row("incident:", i.Name, pair("impact", i.Impact), pair("status", i.Status),
			clock("since", i.Started), i.Link))
		if i.Update != "" {
			lines = append(lines, row(clock("update", i.UpdatedAt)+":", strings.Join(strings.Fields(i.Update), " ")))
		}
	}
	if len(s.Components) > 0 {
		lines = append(lines, "not operational: "+strings.Join(s.Components, ", "))
	}
	return lines
}

func clock(name string, t time.Time) string {
	if t.IsZero() {
		return name
	}
	return row(name, t.UTC().Format(time.RFC3339))
}

func softwareLine(s checks.SoftwareSeen) string {
	return row(s.Name+":", s.Kind, "by", s.By, pair("sign", s.Sign))
}

func processLine(p checks.ProcessFact) string {
	const megabyte = 1 << 20
	return row(strconv.Itoa(int(p.PID)), p.Name, pair("app", p.App), either(p.Main, "main", "helper"), p.State,
		fmt.Sprintf("running %.0f s", p.Age), either(p.Memory > 0, fmt.Sprintf("%d MB", p.Memory/megabyte), ""),
		either(p.Stuck, "stuck: "+p.Reason, ""))
}
