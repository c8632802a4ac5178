package lab

import (
	"context"
	"crypto"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// Resolvers that are odd in ways that take more than one server to show.
const (
	RewritingResolver = "127.0.0.100" // dnsmasq that sends every name it does not know to a page; it knows the lab's
	TypoResolver      = "127.0.0.101" // the same, and knows no name at all
	WildcardResolver  = "127.0.0.102" // dnsmasq that has an address for every name below "corp.test"
	StrictResolver    = "127.0.0.103" // unbound that checks the signatures of "signed.test"
	CarelessResolver  = "127.0.0.104" // does not look at signatures
	FilterResolver    = "127.0.0.105" // denies names on purpose, and says so
	HalfResolver      = "127.0.0.106" // cuts its answers short, and nobody listens for TCP
	HijackedResolver  = "127.0.0.107" // right in every way; nftables leads plain questions to LyingResolver

	// Signed is a name whose signature has run out, and which is served all the same.
	Signed     = "gate.signed.test"
	signedZone = "signed.test."

	addrSigned    = "127.0.0.108"
	addrAuthority = "127.0.0.109" // of the signed zone
)

// startOddResolvers starts them all.
func (l *Lab) startOddResolvers(ctx context.Context) error {
	for _, start := range []func(context.Context) error{l.startDnsmasqs, l.startSigned, l.startFilter, l.startHijacked} {
		if err := start(ctx); err != nil {
			return err
		}
	}
	return nil
}

// startDnsmasqs starts those that make answers up. What they know themselves goes
// before what they make up.
func (l *Lab) startDnsmasqs(ctx context.Context) error {
	known := []string{"--address=/#/" + addrWrong}
	wild := []string{"--address=/corp.test/" + addrWrong}
	for name, addr := range names {
		for _, a := range strings.Fields(addr) {
			known = append(known, "--host-record="+name+","+a)
			wild = append(wild, "--host-record="+name+","+a)
		}
	}
	for address, args := range map[string][]string{
		RewritingResolver: known, TypoResolver: {"--address=/#/" + addrWrong}, WildcardResolver: wild,
	} {
		if err := l.dnsmasq(ctx, address, args...); err != nil {
			return err
		}
	}
	return nil
}

func (l *Lab) dnsmasq(ctx context.Context, address string, args ...string) error {
	cmd, err := l.daemon("dnsmasq", append([]string{
		"--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--no-poll", "--user=root", "--pid-file=",
		"--bind-interfaces", "--except-interface=none", "--listen-address=" + address, "--port=53",
	}, args...)...)
	if err != nil {
		return err
	}
	l.closers = append(l.closers, func() { end(cmd) })
	return await(ctx, address+":53")
}

// strict is an unbound that trusts one key, and asks the zone's own server.
const strict = `
server:
  directory: "DIR"
  chroot: ""
  username: ""
  use-syslog: no
  interface: ADDRESS@53
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  do-daemonize: no
  num-threads: 1
  module-config: "validator iterator"
  local-zone: "test." nodefault
  local-zone: "com." static
  local-zone: "net." static
  trust-anchor: "ANCHOR"
stub-zone:
  name: "signed.test"
  stub-addr: AUTHORITY@53
remote-control:
  control-enable: no
`

// startSigned starts a web server, the name server of its zone, whose signatures
// have run out, a resolver that minds and one that does not.
func (l *Lab) startSigned(ctx context.Context) error {
	cert, err := l.certificate("signed", time.Now().Add(certificateLife), Signed)
	if err != nil {
		return err
	}
	well := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("well\n")) }
	if err := l.serve(ctx, addrSigned+":443", cert, well); err != nil {
		return err
	}
	zone, anchor, err := signedRecords(time.Now())
	if err != nil {
		return err
	}
	for _, address := range []string{addrAuthority, CarelessResolver} {
		if err := l.plainDNS(ctx, address, zone); err != nil {
			return err
		}
	}
	config := strings.NewReplacer("DIR", l.Dir, "ADDRESS", StrictResolver, "ANCHOR", anchor, "AUTHORITY", addrAuthority).Replace(strict)
	path := filepath.Join(l.Dir, "unbound-strict.conf")
	if err := os.WriteFile(path, []byte(config), 0o644); err != nil {
		return fmt.Errorf("writing the resolver's configuration: %w", err)
	}
	cmd, err := l.daemon("unbound", "-d", "-p", "-c", path)
	if err != nil {
		return err
	}
	l.closers = append(l.closers, func() { end(cmd) })
	return await(ctx, StrictResolver+":53")
}

// signedRecords makes the signed zone: its key is signed for today, all else until
// yesterday. anchor is what a resolver that trusts the key has to be told.
func signedRecords(now time.Time) (answer dns.HandlerFunc, anchor string, err error) {
	key := &dns.DNSKEY{
		Hdr:   dns.RR_Header{Name: signedZone, Rrtype: dns.TypeDNSKEY, Class: dns.ClassINET, Ttl: 60},
		Flags: dns.ZONE | dns.SEP, Protocol: 3, Algorithm: dns.ECDSAP256SHA256,
	}
	secret, err := key.Generate(256)
	if err != nil {
		return nil, "", fmt.Errorf("making a key: %w", err)
	}
	signer, ok := secret.(crypto.Signer)
	if !ok {
		return nil, "", fmt.Errorf("making a key: %T cannot sign", secret)
	}
	sets := make(map[uint16][]dns.RR)
	for _, line := range []string{
		"signed.test. 60 SOA ns.signed.test. admin.signed.test. 1 60 60 60 60", "signed.test. 60 NS ns.signed.test.", Signed + ". 60 A " + addrSigned,
	} {
		rr, err := dns.NewRR(line)
		if err != nil {
			return nil, "", fmt.Errorf("writing a record: %w", err)
		}
		sets[rr.Header().Rrtype] = []dns.RR{rr}
	}
	sets[dns.TypeDNSKEY] = []dns.RR{key}
	for kind, set := range sets {
		until := now.Add(-24 * time.Hour)
		if kind == dns.TypeDNSKEY {
			until = now.Add(24 * time.Hour)
		}
		sig := &dns.RRSIG{
			Inception: uint32(now.Add(-48 * time.Hour).Unix()), Expiration: uint32(until.Unix()),
			KeyTag: key.KeyTag(), SignerName: signedZone, Algorithm: key.Algorithm,
		}
		if err := sig.Sign(signer, set); err != nil {
			return nil, "", fmt.Errorf("signing: %w", err)
		}
		sets[kind] = append(set, sig)
	}
	return func(w dns.ResponseWriter, query *dns.Msg) {
		reply := new(dns.Msg).SetReply(query)
		q := query.Question[0]
		reply.Authoritative, reply.RecursionAvailable = true, true
		if set := sets[q.Qtype]; len(set) > 0 && strings.EqualFold(set[0].Header().Name, q.Name) {
			reply.Answer = set
		} else if reply.Ns = sets[dns.TypeSOA]; !strings.HasSuffix(strings.ToLower(q.Name), signedZone) {
			reply.Rcode = dns.RcodeNameError
		}
		reply.SetEdns0(dns.DefaultMsgSize, true)
		_ = w.WriteMsg(reply)
	}, key.ToDS(dns.SHA256).String(), nil
}

// startFilter starts what keeps names back, and what gives only half an answer.
func (l *Lab) startFilter(ctx context.Context) error {
	err := l.plainDNS(ctx, FilterResolver, func(w dns.ResponseWriter, query *dns.Msg) {
		reply := new(dns.Msg).SetRcode(query, dns.RcodeNameError)
		reply.SetEdns0(dns.DefaultMsgSize, false)
		reply.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_EDE{InfoCode: dns.ExtendedErrorCodeFiltered, ExtraText: "not at this age"}}
		_ = w.WriteMsg(reply)
	})
	if err != nil {
		return err
	}
	return l.packetDNS(ctx, HalfResolver, func(w dns.ResponseWriter, query *dns.Msg) {
		reply := new(dns.Msg).SetReply(query)
		reply.Truncated = true
		_ = w.WriteMsg(reply)
	})
}

// startHijacked starts an honest resolver and, on the way to it, what answers plain
// questions in its place.
func (l *Lab) startHijacked(ctx context.Context) error {
	right := replying(dns.RcodeSuccess, func(name string) string { return names[name] })
	if err := l.plainDNS(ctx, HijackedResolver, right); err != nil {
		return err
	}
	if err := l.secretDNS(ctx, HijackedResolver, right); err != nil {
		return err
	}
	rules := fmt.Sprintf("table ip hijack { chain c { type nat hook output priority -100; ip daddr %s meta l4proto { tcp, udp } th dport 53 dnat to %s:53; }; }", HijackedResolver, LyingResolver)
	if out, err := exec.CommandContext(ctx, "nft", rules).CombinedOutput(); err != nil {
		return fmt.Errorf("leading questions elsewhere: %w: %s", err, out)
	}
	l.closers = append(l.closers, func() {
		_ = exec.CommandContext(context.WithoutCancel(ctx), "nft", "delete", "table", "ip", "hijack").Run()
	})
	return nil
}
