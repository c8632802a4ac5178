package report

import (
	"cmp"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"fix502/assets"
	"fix502/platform"
)

const (
	// leastName is the shortest name that is looked for outside home folders: one of
	// two letters is in too many words.
	leastName = 3
	// longName is looked for with digits beside it too. A shorter one also turns up
	// by chance in request ids, which are hexadecimal.
	longName = 6
	// leastPart is the shortest part of a full name that is looked for by itself.
	leastPart = 5
)

// commonNames are account and computer names that are words of this report too, or
// tell nothing about anybody.
const commonNames = ` root user admin administrator guest home public default owner test tester demo me name
 pc computer laptop desktop notebook workstation localhost localdomain local lan host server device machine
 windows win linux ubuntu debian fedora arch mint suse raspberrypi raspberry macos mac macbook imac apple android
 system service services network internet router gateway dns proxy edge cloud provider website web site page
 discord cloudflare google quad9 chrome firefox safari opera brave vivaldi browser app status check error problem
 work office school family student http https tcp udp tls ipv4 ipv6 example redacted left out mail mac
 address addresses e-mail fix502 report wizard step steps support unknown `

// common tells whether a name is a word that the report needs.
func common(name string) bool {
	return utf8.RuneCountInString(name) < leastName || slices.Contains(strings.Fields(commonNames), strings.ToLower(name))
}

// name is one thing to look for and what takes its place.
type name struct {
	pattern *regexp.Regexp
	mark    string
	inside  bool // may be part of a longer word
	digits  bool // may have digits beside it
}

// secretNames lists what identifies the user and the computer, longest first so
// that a full name goes before its parts.
func secretNames(r Report, who platform.Info) []name {
	needed := neededWords(r)
	texts := ownSentences()
	type secret struct{ literal, pattern, mark string }
	var list []secret
	add := func(literal, mark string, least int) {
		literal = norm.NFC.String(strings.TrimSpace(literal))
		if utf8.RuneCountInString(literal) < least || common(literal) || needed[strings.ToLower(literal)] {
			return
		}
		list = append(list, secret{literal: literal, pattern: spelled(literal), mark: mark})
	}
	add(who.FullName, markName, leastName)
	parts := strings.FieldsFunc(who.FullName, func(c rune) bool { return unicode.IsSpace(c) || c == ',' })
	if len(parts) > 1 {
		turned := slices.Clone(parts)
		slices.Reverse(turned)
		add(strings.Join(turned, " "), markName, leastName)
		for _, p := range parts {
			add(p, markName, leastPart)
		}
	}
	add(who.User, markUser, leastName)
	for _, p := range strings.FieldsFunc(who.User, func(c rune) bool { return c == '\\' || c == '@' }) {
		add(p, markUser, leastName)
	}
	add(who.Hostname, markComputer, leastName)
	short, _, _ := strings.Cut(who.Hostname, ".")
	add(short, markComputer, leastName)
	for _, d := range searchDomains(r) {
		add(d, markDomain, leastName)
	}
	slices.SortStableFunc(list, func(a, b secret) int { return cmp.Compare(len(b.literal), len(a.literal)) })
	names := make([]name, 0, len(list))
	for _, s := range list {
		long := utf8.RuneCountInString(s.literal) >= longName
		names = append(names, name{
			pattern: regexp.MustCompile(`(?i)` + s.pattern), mark: s.mark, digits: long,
			inside: long && !strings.Contains(texts, strings.ToLower(s.literal)),
		})
	}
	return names
}

// searchDomains are those that this computer puts behind names: its company's or its
// provider's, as a rule. One that the target is in is known by the target.
func searchDomains(r Report) []string {
	target := ""
	if u, err := url.Parse(r.Target.URL); err == nil {
		target = "." + strings.ToLower(u.Hostname())
	}
	facts, _ := r.shown() // facts that cannot be read name no domain
	var list []string
	if facts.DNS == nil {
		return list
	}
	for _, f := range facts.DNS.Search {
		if !strings.HasSuffix(target, "."+strings.ToLower(f.Domain)) {
			list = append(list, f.Domain)
		}
	}
	return list
}

// spelled makes the pattern of a name: its words may be joined in any way in which
// accounts, addresses and folders join them.
func spelled(literal string) string {
	words := strings.FieldsFunc(literal, func(c rune) bool { return unicode.IsSpace(c) || c == ',' })
	for i, w := range words {
		words[i] = regexp.QuoteMeta(w)
	}
	return strings.Join(words, `[\s,._+-]*`)
}

// neededWords are the words that name a target of the catalogue: without them the
// report would not say what it is about.
func neededWords(r Report) map[string]bool {
	words := make(map[string]bool)
	if !r.Target.Known {
		return words
	}
	add := func(s string) {
		for _, w := range strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
			words[w] = true
		}
	}
	add(r.Target.ID)
	add(r.Target.Name)
	add(r.Target.Edge)
	if u, err := url.Parse(r.Target.URL); err == nil {
		add(u.Hostname())
	}
	return words
}

// ownSentences is every text of the program in one string of small letters. A name
// that is part of one of our own words is only looked for as a word.
func ownSentences() string {
	var b strings.Builder
	// The files are part of the program: an error here cannot happen, and would only
	// make the search wider.
	_ = fs.WalkDir(assets.Texts, ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			raw, _ := fs.ReadFile(assets.Texts, path)
			b.Write(raw)
		}
		return nil
	})
	b.WriteString(commonNames)
	return strings.ToLower(b.String())
}

// hide replaces the name where it stands by itself.
func (n name) hide(s string) string {
	var b strings.Builder
	done := 0
	for _, at := range n.pattern.FindAllStringIndex(s, -1) {
		before, _ := utf8.DecodeLastRuneInString(s[:at[0]])
		after, _ := utf8.DecodeRuneInString(s[at[1]:])
		if !n.inside && (n.joins(before) || n.joins(after)) {
			continue
		}
		b.WriteString(s[done:at[0]])
		b.WriteString(n.mark)
		done = at[1]
	}
	b.WriteString(s[done:])
	return b.String()
}

// joins tells whether a character beside the name makes it part of another word.
func (n name) joins(c rune) bool {
	if c == utf8.RuneError {
		return false
	}
	return unicode.IsLetter(c) || unicode.IsDigit(c) && !n.digits
}
