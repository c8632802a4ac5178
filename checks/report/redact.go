package report

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"fix502/checks"
	"fix502/platform"
)

// What stands in place of what was left out. Every rule finds its own mark again
// and leaves it, so that redacting twice is redacting once.
const (
	markUser     = "[user]"
	markName     = "[name]"
	markComputer = "[computer]"
	markDomain   = "[domain]" // of this computer's network
	markHome     = "[home]"
	markMail     = "[e-mail]"
	markMAC      = "[mac]"
	markSecret   = "[left out]"
	markAddress  = "[address]" // for an address that was part of a host's name
	markQuery    = "redacted"  // in an address, where brackets are not allowed
)

// Redact leaves out of a report what tells who and where its user is: names, home
// folders, e-mail and hardware addresses, passwords, tokens, query strings, and
// this computer's own network addresses. Private addresses become names that mean
// the same one wherever they stand ("router-A", "device-1"). Addresses of public
// resolvers, of the target and of delivery networks stay: support needs them.
//
// It runs on the model, before any form of it is made, and works on the decoded
// strings of the facts, so that no escape hides anything. Redacting again changes
// nothing. A name is not looked for where it is too short or too common to tell it
// from the report's own words; in home folders it is left out all the same.
func Redact(r Report, who platform.Info) Report {
	c := newCensor(r, who)
	r = each(r, editor{line: c.scrub, text: c.scrub, data: c.data})
	r.Redacted = true
	return r
}

// censor holds what has to be looked for in one report.
type censor struct {
	names []name
	home  *folder // nil where the home folder has a usual place
	addrs *pseudonyms
	done  map[string]string // what became of each string
}

func newCensor(r Report, who platform.Info) *censor {
	return &censor{names: secretNames(r, who), home: newFolder(who.Home), addrs: newPseudonyms(r), done: make(map[string]string)}
}

// fixedWords are the fields of facts that hold words of our own vocabulary only.
// A user who is called like one of them must not change a ruling.
var fixedWords = map[string]bool{
	"family": true, "from": true, "stage": true, "fail": true, "transport": true, "rcode": true, "kind": true,
	"owner": true, "indicator": true, "tls_version": true, "how": true, "retried": true, "maker": true, "scheme": true,
	"by": true,
}

// data gives the editor of one check's facts.
func (c *censor) data(id checks.ID) rewrite {
	return func(key, s string) string {
		switch {
		case fixedWords[key]:
			return oneLine(s)
		case sensitiveHeader(key):
			return markSecret
		case key == "path" && id.Kind() != checks.IDHostsFile: // of an address: "/home" is no folder there
			return c.everywhere(hideQuery(s))
		}
		return c.scrub(s)
	}
}

// scrub redacts one string, also what is written in an encoded way in it. Reports
// say the same things many times over; each is looked at once.
func (c *censor) scrub(s string) string {
	done, known := c.done[s]
	if !known {
		done = c.layered(norm.NFC.String(s), decodings)
		c.done[s] = done
	}
	return done
}

// plain redacts what is not encoded.
func (c *censor) plain(s string) string {
	var b strings.Builder
	for s != "" {
		at := addressPattern.FindStringIndex(s)
		if at == nil {
			at = []int{len(s), len(s)}
		}
		b.WriteString(hideHomes(hideLogin(s[:at[0]])))
		b.WriteString(hideInAddress(s[at[0]:at[1]]))
		s = s[at[1]:]
	}
	return c.everywhere(b.String())
}

// everywhere redacts what is a secret in an address as well as beside it.
func (c *censor) everywhere(s string) string {
	s = hideMACs(hideMails(hideSecrets(s)))
	if c.home != nil {
		s = c.home.hide(s)
	}
	for _, n := range c.names {
		s = n.hide(s)
	}
	return c.addrs.hide(s)
}
