package probe

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"fix502/checks"
	"fix502/checks/catalog"
)

const (
	// hostLimit bounds the check of one host.
	hostLimit = 8 * time.Second
	// hostReserve is kept back so that what was seen until then is still reported.
	hostReserve = 300 * time.Millisecond
)

// host asks one host of the target at each of the addresses worth trying.
func host(s Setup, h catalog.Host) checks.Check {
	c := checks.Check{
		ID: hostID(s, h), Args: checks.Args{"host": h.Host}, Node: checks.NodeService, Timeout: hostLimit,
		After: []checks.ID{checks.IDLink, checks.IDHostsFile}, Late: []checks.ID{checks.IDInternet, checks.IDDNS, checks.IDAlternates},
		Run: func(ctx context.Context, t *checks.Task) checks.Finding { return askHost(ctx, t, s, h) },
	}
	if !onThisComputer(h.Host) {
		// Behind a sign-in page whatever answers is that page's.
		c.Needs, c.ExplainedBy = []checks.ID{checks.IDLink}, []checks.ID{checks.IDPortal}
	}
	return c
}

// onThisComputer tells whether a host can be reached without any network.
func onThisComputer(name string) bool {
	addr, literal := literalAddr(canonical(name))
	return literal && addr.IsLoopback() || isLocalhost(canonical(name))
}

// hostID is checks.HostID; a further entry for the same name and port adds its
// scheme and path.
func hostID(s Setup, h catalog.Host) checks.ID {
	mine := requestFor(h)
	id := checks.HostID(mine.Scheme, h.Host, mine.Port)
	for _, o := range s.Service.Hosts {
		other := requestFor(o)
		if checks.HostID(other.Scheme, o.Host, other.Port) != id {
			continue
		}
		if other.url() != mine.url() {
			id += checks.ID(":" + mine.Scheme + mine.Path)
		}
		break // only the first has the short form
	}
	return id
}

func askHost(ctx context.Context, t *checks.Task, s Setup, h catalog.Host) checks.Finding {
	ctx, cancel := context.WithTimeout(ctx, hostLimit-hostReserve)
	defer cancel()
	req := requestFor(h)
	req.Pace = s.pace
	fact := hostFact(h, req)
	ways := contrastsFor(t, s, h)
	visits := &visits{ask: func(k candidate) checks.AttemptFact {
		t.Note("host.note.asking", checks.Args{"host": h.Host, "address": k.addr.String()})
		one := req
		one.Addr = k.addr
		return ways.ask(ctx, one)
	}}
	fact.Attempts = visits.end(visits.follow(ctx, t, s, h))
	f := judgeHost(fact)
	if silent(fact) {
		f = explained(ctx, t, f, checks.IDInternet)
	}
	if !slices.ContainsFunc(fact.Attempts, func(a checks.AttemptFact) bool { return a.Used }) {
		f = explained(ctx, t, f, checks.IDDNS)
	}
	f.Data = fact
	return f
}

// silent tells whether no address gave an HTTP answer.
func silent(fact checks.HostFact) bool {
	return !slices.ContainsFunc(fact.Attempts, func(a checks.AttemptFact) bool { return a.Status != 0 })
}

// explained turns a host's trouble into a skipped check where it only follows
// from another's: no internet, or an address book that is down. Check.ExplainedBy
// would do the same to a host that answers with an error, and that answer is news
// even then.
func explained(ctx context.Context, t *checks.Task, f checks.Finding, by checks.ID) checks.Finding {
	cause, known := t.Await(ctx, by)
	skipped := cause.State == checks.Skipped && cause.Code == "check.skipped"
	if !known || f.State == checks.Skipped || cause.State != checks.Problem && !skipped {
		return f
	}
	need := string(by)
	if skipped && cause.Args["need"] != "" {
		need = cause.Args["need"]
	}
	return checks.Finding{State: checks.Skipped, Code: "check.skipped", Args: checks.Args{"need": need}}
}

// judgeHost says how the host answers on the way that this computer takes.
func judgeHost(fact checks.HostFact) checks.Finding {
	args := checks.Args{"host": fact.Host}
	bad := checks.Problem
	if !fact.Required {
		bad = checks.Notice
	}
	var used, well []checks.AttemptFact
	for _, a := range fact.Attempts {
		if a.Used {
			used = append(used, a)
		}
		if a.Used && a.Expected {
			well = append(well, a)
		}
	}
	switch {
	case len(fact.Attempts) == 0:
		return checks.Finding{State: bad, Code: "host.no_address", Args: args}
	case len(used) == 0:
		return checks.Finding{State: bad, Code: "host.no_address_here", Args: args}
	case len(well) == 0:
		code, more := trouble(used)
		for key, value := range more {
			args[key] = value
		}
		return checks.Finding{State: bad, Code: code, Args: args}
	}
	args["value"] = shortTime(well[0].TCP + well[0].TLS + well[0].First)
	i := slices.IndexFunc(used, func(a checks.AttemptFact) bool { return !a.Expected })
	wrong := slices.IndexFunc(used, func(a checks.AttemptFact) bool { return !a.Expected && a.Status != 0 })
	switch {
	case wrong >= 0: // which address a browser takes is chance, and it shows whatever comes
		args["status"] = strconv.Itoa(used[wrong].Status)
		return checks.Finding{State: bad, Code: "host.mixed", Args: args}
	case i < 0:
		return checks.Finding{State: checks.OK, Code: "host.ok", Args: args}
	case used[i].Family == "ipv6" && used[i].Stage != "":
		return checks.Finding{State: checks.Notice, Code: "host.ipv6_fails", Args: args}
	}
	return checks.Finding{State: checks.Notice, Code: "host.some", Args: args}
}

// trouble is the code for attempts of which none went well. An answer that came
// says more than one that did not.
func trouble(used []checks.AttemptFact) (code string, args checks.Args) {
	worst := used[0]
	if i := slices.IndexFunc(used, func(a checks.AttemptFact) bool { return a.Status != 0 && a.Stage == "" }); i >= 0 {
		worst = used[i]
	}
	if code, address := contrasted(used); worst.Stage != "" && code != "" {
		return code, checks.Args{"address": address}
	}
	if worst.Stage != "" {
		return "host." + failWords[worst.Fail], checks.Args{"address": worst.Address}
	}
	args = checks.Args{"status": strconv.Itoa(worst.Status), "value": strconv.Itoa(worst.Status)}
	if slices.Contains(statusTexts, worst.Status) {
		return fmt.Sprintf("host.status.%d", worst.Status), args
	}
	return "host.status", args
}

// contrasted is the code for an address that answers in another way: in small
// packets only, or for another name. Silence that both of them end can have either
// reason, so nothing is said of it.
func contrasted(used []checks.AttemptFact) (code, address string) {
	for _, a := range used {
		named := a.OtherName != nil && a.OtherName.Answered
		small := a.SmallParts != nil && a.SmallParts.Answered
		switch {
		case named && !(small && a.Fail == checks.FailTimeout):
			return "host.by_name", a.Address
		case small && !named && a.Fail == checks.FailTimeout:
			return "host.only_small", a.Address
		}
	}
	return "", ""
}

// failWords end the text codes of failed attempts.
var failWords = map[string]string{
	checks.FailCancelled: "cancelled", checks.FailTimeout: "timeout", checks.FailUnreachable: "unreachable",
	checks.FailFirewall: "firewall", checks.FailRefused: "refused", checks.FailReset: "reset", checks.FailClosed: "closed",
	checks.FailWrongName: "certificate.wrong_name", checks.FailUntrusted: "certificate.untrusted",
	checks.FailExpired: "certificate.expired", checks.FailCertificate: "certificate.other",
	checks.FailTLS: "tls", checks.FailNotTLS: "not_tls", checks.FailHTTP: "malformed", checks.FailTooLarge: "malformed",
	checks.FailOther: "failed", checks.FailNoAddress: "no_address",
}

// statusTexts are the statuses that have a sentence of their own.
var statusTexts = []int{
	http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusProxyAuthRequired,
	http.StatusTooManyRequests, http.StatusUnavailableForLegalReasons,
	http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
	520, 521, 522, 523, 524, 525, 526, 530,
}
