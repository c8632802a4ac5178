package scenarios

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

func deviceScenarios() []scenario {
	return slices.Concat(hostsScenarios(), proxyScenarios(), clockScenarios(), guardScenarios(), appScenarios())
}

func hostsScenarios() []scenario {
	direct := fetch(api, "200/0", "--resolve", "chat.example:443:198.51.100.10")
	blocklist := ""
	for i := range 300 {
		blocklist += fmt.Sprintf("0.0.0.0 tracker-%d.ads.example\n", i)
	}
	return []scenario{
		{
			name: "the hosts file names an old server", code: "device.hosts_override", by: "this_device",
			plan:   plan{hosts: "198.51.100.90 chat.example # moved in spring\n"},
			proofs: []proof{fetch(api, "000/60"), direct},
		},
		{
			name: "a blocklist in the hosts file", code: "device.hosts_override", by: "this_device",
			plan:   plan{hosts: blocklist + "0.0.0.0 www.chat.example chat.example\n"},
			proofs: []proof{fetch(api, "000/7"), direct},
		},
		{
			name: "the hosts file leads into silence", code: "device.hosts_override", by: "this_device",
			plan:   plan{hosts: "198.51.100.91 CHAT.example\n", rules: map[string]string{afar: drop("ip daddr 198.51.100.91", "input")}},
			proofs: []proof{fetch(api, "000/28"), direct},
		},
	}
}

func proxyScenarios() []scenario {
	through := func(name, how string, p plan, more ...proof) scenario {
		p.env = append(p.env, viaProxy...)
		return scenario{
			name: name, code: "device.proxy", by: "this_device", plan: p,
			proofs: append([]proof{fetch(api, how), fetch(api, "200/0", "--noproxy", "*")}, more...),
		}
	}
	fails := chatIs(deadOrigin)
	fails.env, fails.more = viaProxy, []*daemon{squid("")}
	upper := plan{env: []string{"HTTPS_PROXY=http://" + proxyAddr}}
	return []scenario{
		through("Squid is not running", "000/7", plan{}),
		{
			name: "Squid is not running, set in capitals", code: "device.proxy", by: "this_device", plan: upper,
			proofs: []proof{fetch(api, "000/7"), fetch(api, "200/0", "--noproxy", "*")},
		},
		{
			name: "a proxy that works, and the target fails", code: "service.bad_gateway", by: "service", plan: fails,
			proofs: []proof{fetch(api, "502/0"), fetch(api, "502/0", "--noproxy", "*")},
		},
		through("the proxy is silent", "000/28", plan{rules: map[string]string{atRouter: drop("tcp dport 3128", "input")}}),
		through("Squid wants a login", "000/56",
			plan{more: []*daemon{squid("auth_param basic program /bin/true\nacl known proxy_auth REQUIRED\nhttp_access deny !known\n")}}),
		through("Squid forbids the target", "000/56", plan{more: []*daemon{squid("acl chat dstdomain .chat.example\nhttp_access deny chat\n")}}),
		through("Squid finds no name", "000/56", plan{
			says: map[string]map[string]string{second: {"chat.example": ""}}, more: []*daemon{squid("dns_nameservers 198.51.100.54\n")},
		}, page(api, "ERR_CANNOT_FORWARD")),
		through("Squid gets through to nobody", "000/56",
			plan{more: []*daemon{squid("")}, rules: map[string]string{atRouter: does("tcp dport 443", "output", "reject with tcp reset")}}),
		through("Apache as a proxy gets through to nobody", "000/56", plan{
			more:  []*daemon{apache(atRouter, proxyAddr, "ProxyRequests On\nAllowCONNECT 443\n")},
			rules: map[string]string{atRouter: does("tcp dport 443", "output", "reject with tcp reset")},
		}),
		through("HAProxy with nobody behind it stands as the proxy", "000/56",
			plan{more: []*daemon{haproxy(atRouter, "frontend proxy\n  bind "+proxyAddr+"\n  default_backend nobody\nbackend nobody\n", proxyAddr)}}),
	}
}

// clocks makes everybody but the target tell another time, as HAProxy can.
func clocks(seconds int, more map[string]string) plan {
	line := fmt.Sprintf("  http-after-response set-header Date %%[date,http_date(%d)]\n", seconds)
	p := plan{sites: map[string]string{"news": off, "maps": off, "phone": off, "desktop": off}}
	maps.Copy(p.sites, more)
	sections := "frontend desktop\n  bind 198.51.100.41:80\n" + line + "  http-request return status 204\n" +
		"frontend phone\n  bind 198.51.100.40:80\n" + line + "  http-request return status 200 content-type text/plain string success\n"
	for name, address := range map[string]string{"news": "198.51.100.30:443", "maps": "198.51.100.31:443"} {
		sections += answering(name, "  bind "+address+" ssl crt CERTS/"+name+".both\n", line)
	}
	p.more = []*daemon{haproxy(afar, sections, "198.51.100.30:443", "198.51.100.31:443", "198.51.100.40:80", "198.51.100.41:80")}
	return p
}

func clockScenarios() []scenario {
	hour := func(p proof) []proof {
		return []proof{p, prove(atHome, "curl -sSI https://www.news.example/", "date: ")}
	}
	late, early := clocks(3*60*60, nil), clocks(-40*60, nil)
	fails := clocks(3*60*60, map[string]string{"chat": with(tomorrow, `location / { return 200 "chat\n"; }`)})
	return []scenario{
		{name: "this clock is three hours behind", code: "device.clock_wrong", by: "this_device", plan: late, proofs: hour(works)},
		{name: "this clock is forty minutes ahead", code: "device.clock_wrong", by: "this_device", plan: early, proofs: hour(works)},
		{name: "this clock is behind, and so a certificate looks not yet valid", code: "device.clock_wrong", by: "this_device", plan: fails, proofs: hour(fetch(api, "000/60"))},
	}
}

// between is nginx on the router, which answers in place of every web server with
// a certificate of its own making, and passes on what the real one says.
func between(cert string) plan {
	return plan{
		more: []*daemon{nginxAt(atRouter, "between", fmt.Sprintf(`server {
  listen 192.168.1.1:8443 ssl; ssl_certificate CERTS/%s.pem; ssl_certificate_key CERTS/%s.key;
  resolver 203.0.113.53 ipv6=off;
  location / { proxy_pass https://$host; proxy_ssl_server_name on; proxy_set_header Host $host; proxy_pass_header Date; }
}`, cert, cert), routerAddr+":8443")},
		rules: map[string]string{atRouter: `table ip guard { chain c { type nat hook prerouting priority -100; iifname "lan" tcp dport 443 dnat to 192.168.1.1:8443; }; }`},
	}
}

func guardScenarios() []scenario {
	forbid := func(what string) map[string]string {
		return map[string]string{atHome: does("ip daddr 198.51.100.10", "output", what)}
	}
	return []scenario{
		{
			name: "a guard reads along with a certificate of its own", code: "device.tls_intercepted", by: "this_device",
			plan:   between(guarded + "/" + guarded),
			proofs: []proof{fetch(api, "000/60"), fetch(api, "200/0", "-k"), fetch("https://www.news.example/", "000/60")},
		},
		{
			name: "a route of this computer forbids the target", code: "device.firewall", by: "this_device",
			plan:   plan{then: []string{"home ip route add prohibit 198.51.100.10"}},
			proofs: []proof{prove(atHome, "ip route get 198.51.100.10", "Permission denied"), fetch("https://www.news.example/", "200/0")},
		},
		{
			name: "this computer's firewall forbids the target", code: "device.firewall", by: "this_device",
			plan:   plan{rules: forbid("reject with icmpx type admin-prohibited")},
			proofs: []proof{fetch(api, "000/7"), fetch("https://www.news.example/", "200/0")},
		},
		{
			name: "this computer's firewall refuses the target in the words of the network", code: "device.firewall", by: "this_device",
			plan:   plan{rules: forbid("reject")},
			proofs: []proof{fetch(api, "000/7"), prove(atHome, "curl -sS -m 4 "+api, "Couldn't connect to server"), prove(atHome, "nft list ruleset", "reject")},
		},
		{
			name: "this computer's firewall lets nothing out", code: "device.firewall", by: "this_device",
			plan:   plan{rules: map[string]string{atHome: does("oifname eth0", "output", "reject with icmpx type admin-prohibited")}},
			proofs: []proof{fetch("https://198.51.100.10/", "000/7", "-k"), fetch("https://198.51.100.50/", "000/7", "-k"), prove(atHome, "nft list ruleset", "reject")},
		},
		{
			name: "this computer's firewall forbids encrypted pages", code: "device.firewall", by: "this_device",
			plan:   plan{rules: map[string]string{atHome: does("oifname eth0 tcp dport 443", "output", "reject with icmpx type admin-prohibited")}},
			proofs: []proof{fetch(api, "000/7"), fetch(news, "000/7"), fetch("http://probe.phone.example/ok.txt", "200/0")},
		},
		{
			name: "this computer's firewall drops what goes to the target", code: "device.firewall", by: "this_device",
			plan:   plan{rules: forbid("drop")},
			proofs: []proof{fetch(api, "000/28"), prove(atHome, "nft list ruleset", "198.51.100.10 drop")},
		},
	}
}

// appBook is a catalogue in which the service has an app.
const appBook = usualStatus + `    apps:
      - id: chat
        name: Chat
        linux: {processes: [chatapp], paths: [DIR/app], launch: [[DIR/app/chatapp]]}
`

// startApp runs the service's app: this program under another name, which only
// sits there, with what else it is told.
func startApp(t *testing.T, s *street, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	path := filepath.Join(s.dir, "app", "chatapp")
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	// By another program: a file that this one has open for writing can't be run.
	must(t, exec.CommandContext(t.Context(), "cp", "--update", self, path).Run())
	cmd := exec.CommandContext(t.Context(), path, args...)
	kind := "app "
	if slices.Contains(args, "--with-a-dead-child") {
		kind = "dead-child "
	}
	cmd.Env = append(os.Environ(), serveEnv+"="+kind+path)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if _, err := out.Read(make([]byte, 1)); err != nil { // it says so once it sits
		t.Fatal(err)
	}
	return cmd
}

func appScenarios() []scenario {
	p := plan{book: book{about: appBook}}
	seen := []string{"--seen", "app"}
	stat := func(cmd *exec.Cmd, want string) proof {
		return prove(atHome, fmt.Sprintf("ps -o stat=,comm= --pid %d --ppid %d", cmd.Process.Pid, cmd.Process.Pid), want)
	}
	return []scenario{
		{
			name: "the app hangs: it was stopped", code: "app.stuck", by: "app", plan: p, args: seen, proofs: []proof{works},
			start: func(t *testing.T, s *street) []proof {
				cmd := startApp(t, s)
				must(t, s.doAll(t.Context(), []string{fmt.Sprintf("home kill -STOP %d", cmd.Process.Pid)}))
				return []proof{stat(cmd, "T")}
			},
		},
		{
			name: "a part of the app is dead and still there", code: "app.stuck", by: "app", plan: p, args: seen, proofs: []proof{works},
			start: func(t *testing.T, s *street) []proof {
				return []proof{stat(startApp(t, s, "--with-a-dead-child"), "Z")}
			},
		},
		{
			name: "helpers were left over from an app that is gone", code: "app.stuck", by: "app", plan: p, args: seen, proofs: []proof{works},
			start: func(t *testing.T, s *street) []proof {
				return []proof{stat(startApp(t, s, "--type=renderer"), "chatapp"), stat(startApp(t, s, "--type=gpu-process"), "chatapp")}
			},
		},
	}
}

// sit is the service's app: it says that it is there and stays.
func sit(context.Context, string) error {
	_, err := os.Stdout.WriteString(".")
	return err
}

// sitWithDeadChild is the app with a part that has ended and of which it takes no note.
func sitWithDeadChild(ctx context.Context, path string) error {
	child := exec.Command(path, "--type=utility") //nolint:noctx // it ends at once
	child.Env = append(os.Environ(), serveEnv+"=nothing "+path)
	if err := child.Start(); err != nil {
		return err
	}
	return sit(ctx, path)
}
