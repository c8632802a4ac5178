package catalog

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"fix502/assets"
)

func reportSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(assets.Schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("report.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// sample is a whole report as contract §2 shows it.
func sample(t *testing.T) map[string]any {
	t.Helper()
	raw, err := os.ReadFile("testdata/report.json")
	if err != nil {
		t.Fatal(err)
	}
	var report map[string]any
	if err := json.Unmarshal(raw, &report); err != nil {
		t.Fatal(err)
	}
	return report
}

func TestSchemaAcceptsAReport(t *testing.T) {
	schema := reportSchema(t)
	if err := schema.Validate(sample(t)); err != nil {
		t.Errorf("%#v", err)
	}
	healthy := sample(t)
	verdict := healthy["verdict"].(map[string]any)
	verdict["code"], verdict["at_fault"] = "healthy", "nobody"
	healthy["findings"] = []any{}
	healthy["added_later"] = map[string]any{"a": 1.0}
	if err := schema.Validate(healthy); err != nil {
		t.Errorf("healthy, with a field of a later version: %v", err)
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := reportSchema(t)
	part := func(r map[string]any, path ...string) map[string]any {
		for _, key := range path {
			switch v := r[key].(type) {
			case map[string]any:
				r = v
			case []any:
				r = v[0].(map[string]any)
			}
		}
		return r
	}
	swap := func(list []any) { list[3], list[4] = list[4], list[3] }
	tests := map[string]func(r map[string]any){
		"another schema":           func(r map[string]any) { r["schema"] = "fix502.report/v2" },
		"a state":                  func(r map[string]any) { part(r, "checks")["state"] = "good" },
		"null facts":               func(r map[string]any) { part(r, "checks")["data"] = nil },
		"a negative time":          func(r map[string]any) { part(r, "checks")["duration_ms"] = -1.0 },
		"no summary":               func(r map[string]any) { part(r, "checks")["summary"] = "" },
		"a code":                   func(r map[string]any) { part(r, "verdict")["code"] = "dns.broken" },
		"a party":                  func(r map[string]any) { part(r, "verdict")["at_fault"] = "me" },
		"a code of another party":  func(r map[string]any) { part(r, "verdict")["at_fault"] = "isp" },
		"a confidence":             func(r map[string]any) { part(r, "verdict")["confidence"] = "sure" },
		"no evidence":              func(r map[string]any) { part(r, "verdict")["evidence"] = nil },
		"a finding's code":         func(r map[string]any) { part(r, "findings")["code"] = "healthier" },
		"no findings":              func(r map[string]any) { r["findings"] = []any{} },
		"healthy with findings":    func(r map[string]any) { v := part(r, "verdict"); v["code"], v["at_fault"] = "healthy", "nobody" },
		"where it is seen":         func(r map[string]any) { part(r, "target")["seen"] = "phone" },
		"a date without a time":    func(r map[string]any) { r["started"] = "2026-11-22" },
		"a time without a zone":    func(r map[string]any) { r["finished"] = "2026-11-22T10:00:00" },
		"a thirteenth step":        func(r map[string]any) { s := r["steps"].([]any); r["steps"] = append(slices.Clone(s), s[0]) },
		"eleven steps":             func(r map[string]any) { r["steps"] = r["steps"].([]any)[:11] },
		"steps out of order":       func(r map[string]any) { swap(r["steps"].([]any)) },
		"an advice":                func(r map[string]any) { part(r, "steps")["advice"] = "maybe" },
		"a step's state":           func(r map[string]any) { part(r, "steps")["state"] = "pending" },
		"a step's number as text":  func(r map[string]any) { part(r, "steps")["number"] = "1" },
		"a tried thing without at": func(r map[string]any) { r["tried"] = []any{map[string]any{"step": "restart"}} },
	}
	for name, spoil := range tests {
		report := sample(t)
		spoil(report)
		if err := schema.Validate(report); err == nil {
			t.Errorf("%s: let through", name)
		}
	}
	for _, inside := range []string{"", "program", "target", "system", "checks", "verdict", "findings", "steps"} {
		for key := range maps.Clone(part(sample(t), inside)) {
			report := sample(t)
			delete(part(report, inside), key)
			if err := schema.Validate(report); err == nil {
				t.Errorf("%s without %s: let through", inside, key)
			}
		}
	}
}

// The codes of contract §3, with whom each lies.
const contractFaults = `healthy nobody
device.hosts_override this_device
device.proxy this_device
device.clock_wrong this_device
device.tls_intercepted this_device
device.firewall this_device
network.no_link local_network
network.no_gateway local_network
network.no_internet local_network
network.captive_portal local_network
network.ipv6_broken local_network
network.mtu local_network
dns.resolver_down dns
dns.wrong_answer dns
dns.slow dns
dns.intercepted isp
dns.name_not_found service
path.interfered isp
path.blocked isp
edge.outage edge
service.incident service
service.bad_gateway service
service.unreachable service
service.certificate service
service.slow service
account.rate_limited account
account.blocked account
app.stuck app
browser.suspect browser
unknown unknown`

func TestSchemaKnowsEveryCodeAndItsParty(t *testing.T) {
	schema := reportSchema(t)
	var codes []string
	for line := range strings.Lines(contractFaults) {
		code, party, _ := strings.Cut(strings.TrimSpace(line), " ")
		codes = append(codes, code)
		report := sample(t)
		verdict := report["verdict"].(map[string]any)
		verdict["code"], verdict["at_fault"] = code, party
		if code == "healthy" {
			report["findings"] = []any{}
		}
		if err := schema.Validate(report); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
	if got := contractCodes(t); !slices.Equal(got, codes) {
		t.Errorf("the schema's codes are %v", got)
	}
}
