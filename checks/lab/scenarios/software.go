package scenarios

import (
	"fmt"
	"os"
	"strings"
)

// haproxy runs HAProxy with these sections behind the usual defaults.
func haproxy(room, sections string, listens ...string) *daemon {
	return &daemon{
		name: "haproxy", room: room, program: "haproxy", args: []string{"-db", "-f", "DIR/haproxy.cfg"},
		config: "haproxy.cfg", text: haproxyHead + sections, listens: listens,
	}
}

const haproxyHead = `global
  maxconn 200
defaults
  mode http
  timeout connect 1s
  timeout client 20s
  timeout server 20s
`

// bindChat is the place of chat.example in a frontend of HAProxy.
const bindChat = "  bind 198.51.100.10:443 ssl crt CERTS/chat.both\n"

// answering is a frontend that answers everything by itself with 200, after what
// the lines say.
func answering(name, bind, lines string) string {
	return fmt.Sprintf("frontend %s\n%s%s  http-request return status 200 content-type application/json string {}\n", name, bind, lines)
}

// pausing is a frontend that takes this long before it passes a request on to one
// that answers 200.
func pausing(name, bind, pause string) string {
	return fmt.Sprintf("frontend %s\n  mode tcp\n%s  tcp-request inspect-delay %s\n  tcp-request content accept if WAIT_END\n  default_backend ready\n"+
		"backend ready\n  mode tcp\n  server here 127.0.0.1:9000\n", name, bind, pause) + answering("ready", "  bind 127.0.0.1:9000\n", "")
}

// apache runs Apache with a virtual host that listens there.
func apache(room, address, inside string) *daemon {
	return &daemon{
		name: "apache", room: room, program: "apache2", args: []string{"-DFOREGROUND", "-f", "DIR/apache.conf"},
		config: "apache.conf", text: fmt.Sprintf(apacheConfig, address, inside), listens: strings.Fields(address)[:1],
	}
}

const apacheConfig = `ServerRoot DIR
DefaultRuntimeDir DIR
PidFile DIR/apache.pid
ErrorLog DIR/apache-error.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LoadModule proxy_connect_module /usr/lib/apache2/modules/mod_proxy_connect.so
User www-data
Group www-data
StartServers 1
MinSpareThreads 1
MaxSpareThreads 25
ThreadsPerChild 25
MaxRequestWorkers 25
ServerName chat.example
SSLSessionCache none
ProxyTimeout 1
Listen %s
%s
`

// chatTLS makes Apache serve chat.example.
const chatTLS = "SSLEngine on\nSSLCertificateFile CERTS/chat.pem\nSSLCertificateKeyFile CERTS/chat.key\n"

// varnish runs Varnish in front of an origin. It knows no TLS: nginx stands before it.
func varnish(address, origin string) *daemon {
	return &daemon{
		name: "varnish", room: afar, program: "varnishd",
		args:    []string{"-F", "-j", "none", "-a", address, "-b", origin, "-n", "DIR/varnish", "-s", "malloc,16m"},
		listens: strings.Fields(address)[:1],
	}
}

// proxyAddr is where a proxy listens: in the network at home.
const proxyAddr = routerAddr + ":3128"

// viaProxy sets the proxy as the environment does.
var viaProxy = []string{"https_proxy=http://" + proxyAddr, "http_proxy=http://" + proxyAddr}

// squid runs Squid with these lines in front of what every one has.
func squid(lines string) *daemon {
	if !strings.Contains(lines, "dns_nameservers") {
		lines += "dns_nameservers " + ispDNS + "\n"
	}
	return &daemon{
		name: "squid", room: atRouter, program: "squid", args: []string{"-N", "-f", "DIR/squid.conf"},
		config: "squid.conf", text: lines + squidConfig, listens: []string{proxyAddr},
	}
}

const squidConfig = `
http_port 192.168.1.1:3128
visible_hostname office-proxy
dns_timeout 1 second
connect_timeout 2 seconds
shutdown_lifetime 0 seconds
pinger_enable off
cache deny all
access_log none
cache_log /dev/null
cache_store_log none
pid_filename none
coredump_dir none
http_access allow all
`

// nginxAt runs a second nginx in another room.
func nginxAt(room, name, servers string, listens ...string) *daemon {
	head := "daemon off;\nmaster_process off;\npid DIR/" + name + ".pid;\nerror_log DIR/" + name + "-error.log;\n" +
		"events { worker_connections 256; }\nhttp {\naccess_log off;\n"
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		head += kind + "_temp_path DIR/" + name + "-" + kind + ";\n"
	}
	return &daemon{
		name: name, room: room, program: "nginx", args: []string{"-p", "DIR", "-c", "DIR/" + name + ".conf", "-e", "DIR/" + name + "-error.log"},
		config: name + ".conf", text: head + servers + "\n}\n", listens: listens,
	}
}

// serveEnv tells this very program, started once more, to be a server; see serve_test.go.
const serveEnv = "FIX502_LAB_SERVE"

// serving is this program as a server of a kind that no real software is. What
// comes after the address is what else it wants to know.
func serving(room, kind, address string) *daemon {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	return &daemon{
		name: kind, room: room, program: self, env: []string{serveEnv + "=" + kind + " " + address}, listens: strings.Fields(address)[:1],
	}
}
