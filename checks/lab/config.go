package lab

// statusWell and StatusOutage are what a Statuspage v2 page answers.
const (
	statusWell = `{"page":{"id":"lab","name":"Lab","url":"https://status.lab.test"},
"status":{"indicator":"none","description":"All Systems Operational"},"components":[],"incidents":[],"scheduled_maintenances":[]}`

	// statusAnnounces is a page without incidents in detail.
	statusAnnounces = `{"page":{"id":"lab","name":"Lab","url":"https://status.lab.test"},
"status":{"indicator":"INDICATOR","description":"Something is announced"},"components":[],"incidents":[],"scheduled_maintenances":[]}`

	// StatusOutage announces an incident.
	StatusOutage = `{"page":{"id":"lab","name":"Lab","url":"https://status.lab.test"},
"status":{"indicator":"major","description":"Partial System Outage"},"components":[],"scheduled_maintenances":[],
"incidents":[{"id":"i1","name":"API errors","status":"identified","impact":"major","created_at":"2026-11-22T10:42:00Z","updated_at":"2026-11-22T11:06:00Z",
"started_at":"2026-11-22T10:42:00Z","shortlink":"https://status.lab.test/i1",
"incident_updates":[{"id":"u1","status":"identified","body":"We are rolling out a fix.","created_at":"2026-11-22T11:06:00Z","display_at":"2026-11-22T11:06:00Z"}]}]}`
)

// nginx serves the target through a proxy to the origin, two unrelated sites, the
// portal page, an anchor, and a host that is not the target.
const nginx = `
daemon off;
user root; # a worker without rights cannot look into every folder that a clone may lie in
worker_processes 1;
pid DIR/nginx.pid;
error_log DIR/nginx-error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path DIR/body; proxy_temp_path DIR/proxy; fastcgi_temp_path DIR/fastcgi;
  uwsgi_temp_path DIR/uwsgi; scgi_temp_path DIR/scgi;
  ssl_certificate CERT;
  ssl_certificate_key KEY;
  server { listen A_TARGET:443 ssl; server_name TARGET; location / { proxy_pass http://ORIGIN; proxy_connect_timeout 1s; } }
  server { listen A_ELSE:443 ssl; location / { return 200 "elsewhere\n"; } }
  server { listen A_PORTAL:80; location / { return 200 "success\n"; } }
  server { listen A_ANCHOR:443 ssl; location / { return 200 "anchor\n"; } }
  server { listen A_WRONG:443 ssl; ssl_certificate WRONG; ssl_certificate_key WKEY; location / { return 200 "blocked\n"; } }
}
`

const unboundConfig = `
server:
  directory: "DIR"
  chroot: ""
  username: ""
  use-syslog: no
  interface: ADDRESS@53
  interface: ADDRESS@853
  tls-service-key: "KEY"
  tls-service-pem: "CERT"
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  do-daemonize: no
  num-threads: 1
  local-zone: "." static
DATA
remote-control:
  control-enable: no
`

// catalogue describes the lab in the form of contract §5. DIR is its folder.
const catalogue = `version: 1
services:
  - id: lab
    name: Lab
    url: https://app.lab.test/app
    hosts:
      - {host: app.lab.test, path: /api, expect: [200]}
    status: {kind: statuspage, url: "https://status.lab.test"}
    support: {url: "https://status.lab.test/support"}
    apps:
      - id: lab
        name: Lab
        linux: {processes: [labapp], paths: [DIR/app], launch: [[DIR/app/labapp, "600"]]}
resolvers:
  - {id: alternate, name: Alternate, addresses: [127.0.0.54], dot: dot.lab.test}
reachability:
  anchors: ["127.0.0.14:443"]
  portals: [{url: "http://portal.lab.test/success.txt", status: 200, body: success}]
  controls: [{host: elsewhere.lab.test}, {host: another.lab.test}]
`
