package scenarios

import (
	"fmt"
	"strings"
)

// site is one web site of the internet, served by nginx where the plan doesn't
// say otherwise.
type site struct {
	id, v4, v6 string
	cert       string // file of its certificate; "" for plain http
	body       string // nginx directives
}

// sites are all of them.
var sites = []site{
	{"chat", "198.51.100.10", "2001:db8:100::10", "chat", `location /api { return 200 '{"url":"wss://chat.example/"}'; }`},
	{"api", "198.51.100.11", "", "chat", `location / { return 200 "api\n"; }`},
	{"cdn", "198.51.100.12", "", "chat", `location / { return 200 "pictures\n"; }`},
	{"chat2", "198.51.100.13", "", "chat", `location /api { return 200 '{"url":"wss://chat.example/"}'; }`}, // a second place of chat.example
	{"status", "198.51.100.20", "", "status", statusPage(statusWell)},
	{"edgestatus", "198.51.100.21", "", "status", statusPage(statusWell)},
	{"news", "198.51.100.30", "2001:db8:100::30", "news", `location / { return 200 "news\n"; }`},
	{"maps", "198.51.100.31", "2001:db8:100::31", "maps", `location / { return 200 "maps\n"; }`},
	{"phone", "198.51.100.40", "", "", `location / { return 200 "success\n"; }`},
	{"desktop", "198.51.100.41", "", "", `location / { return 204; }`},
	{"anchors", "198.51.100.50", "2001:db8:100::50", "anchor", `location / { return 200 "anchor\n"; }`},
	{"anchor2", "198.51.100.51", "2001:db8:100::51", "anchor", `location / { return 200 "anchor\n"; }`},
	{"edge", "198.51.100.60", "", "edge", `location / { return 200 "edge\n"; }`},
	{"shop", "198.51.100.61", "", "edge", `location / { return 200 "shop\n"; }`},
	{"parking", "198.51.100.90", "", "parking", `location / { return 200 "parking\n"; }`},
}

// farAddresses are all the addresses at the far end.
func farAddresses(p plan) []string {
	list := []string{first4 + "/32", second4 + "/32", ispDNS + "/32", "198.51.100.91/32"}
	for _, s := range sites {
		list = append(list, s.v4+"/32")
		if s.v6 != "" && p.six {
			list = append(list, s.v6+"/128 nodad")
		}
	}
	return list
}

// nginx makes its configuration of the plan. One process serves every site.
func (p plan) nginx() (config string, listens []string) {
	var b strings.Builder
	b.WriteString(nginxHead)
	for _, s := range sites {
		body := s.body
		if other, changed := p.sites[s.id]; changed {
			body = other
		}
		if body == off {
			continue
		}
		addresses := []string{s.v4}
		if s.v6 != "" && p.six {
			addresses = append(addresses, "["+s.v6+"]")
		}
		b.WriteString("server {\n")
		for _, a := range addresses {
			if s.cert == "" {
				a += ":80"
				fmt.Fprintf(&b, "listen %s;\n", a)
			} else {
				a += ":443"
				fmt.Fprintf(&b, "listen %s ssl http2;\n", a)
			}
			listens = append(listens, a)
		}
		if s.cert != "" && !strings.Contains(body, "ssl_certificate ") {
			fmt.Fprintf(&b, "ssl_certificate CERTS/%s.pem; ssl_certificate_key CERTS/%s.key;\n", s.cert, s.cert)
		}
		b.WriteString(body + "\n}\n")
	}
	b.WriteString(p.sites["http"] + "}\n")
	return b.String(), listens
}

const nginxHead = `daemon off;
master_process off;
pid DIR/nginx.pid;
error_log DIR/nginx-error.log;
events { worker_connections 512; }
http {
  access_log off;
  default_type application/json;
  client_body_temp_path DIR/body; proxy_temp_path DIR/proxy; fastcgi_temp_path DIR/fastcgi;
  uwsgi_temp_path DIR/uwsgi; scgi_temp_path DIR/scgi;
  proxy_connect_timeout 1s; proxy_read_timeout 1s;
`

// with serves a site under another certificate.
func with(cert, body string) string {
	return fmt.Sprintf("ssl_certificate CERTS/%s.pem; ssl_certificate_key CERTS/%s.key; %s", cert, cert, body)
}

// statusPage is a Statuspage v2 page with this summary.
func statusPage(summary string) string {
	return "location = /api/v2/summary.json { return 200 '" + summary + "'; }"
}

// The parts of a summary that are always the same.
const statusHead = `{"page":{"id":"chat","name":"Chat","url":"https://chatstatus.example"},"components":[],`

// What a status page says.
const (
	statusWell = statusHead + `"status":{"indicator":"none","description":"All Systems Operational"},"incidents":[],"scheduled_maintenances":[]}`

	statusMajor = statusHead + `"status":{"indicator":"major","description":"Partial System Outage"},"scheduled_maintenances":[],"incidents":[` +
		`{"id":"i1","name":"Messages cannot be sent","status":"investigating","impact":"major","created_at":"2026-11-22T10:42:00Z","updated_at":"2026-11-22T11:06:00Z",` +
		`"shortlink":"https://chatstatus.example/i1","incident_updates":[{"id":"u1","status":"investigating","body":"We are looking into it.","created_at":"2026-11-22T11:06:00Z"}]}]}`

	statusMinor = statusHead + `"status":{"indicator":"minor","description":"Minor Service Outage"},"scheduled_maintenances":[],"incidents":[` +
		`{"id":"i2","name":"Slow uploads","status":"identified","impact":"minor","created_at":"2026-11-22T10:42:00Z","updated_at":"2026-11-22T11:06:00Z","incident_updates":[]}]}`

	statusCritical = statusHead + `"status":{"indicator":"critical","description":"Major System Outage"},"scheduled_maintenances":[],"incidents":[]}`

	statusResolved = statusHead + `"status":{"indicator":"none","description":"All Systems Operational"},"scheduled_maintenances":[],"incidents":[` +
		`{"id":"i3","name":"Messages could not be sent","status":"resolved","impact":"critical","created_at":"2026-11-22T08:00:00Z","updated_at":"2026-11-22T09:00:00Z",` +
		`"resolved_at":"2026-11-22T09:00:00Z","incident_updates":[{"id":"u3","status":"resolved","body":"This is over.","created_at":"2026-11-22T09:00:00Z"}]}]}`

	statusMaintenance = statusHead + `"status":{"indicator":"maintenance","description":"Service Under Maintenance"},"incidents":[],"scheduled_maintenances":[` +
		`{"id":"m1","name":"Database upgrade","status":"in_progress","impact":"maintenance","scheduled_for":"2026-11-22T10:00:00Z","scheduled_until":"2026-11-22T12:00:00Z",` +
		`"created_at":"2026-11-20T10:00:00Z","updated_at":"2026-11-22T10:00:00Z","incident_updates":[]}]}`
)
