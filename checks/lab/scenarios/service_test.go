package scenarios

func serviceScenarios() []scenario {
	return []scenario{
		{
			name: "nginx, and its origin is gone", code: "service.bad_gateway", by: "service",
			plan:   plan{sites: map[string]string{"chat": `location / { proxy_pass http://198.51.100.10:8081; }`}},
			proofs: []proof{fetch("https://chat.example/api", "502/0")},
		},
	}
}
func deviceScenarios() []scenario  { return nil }
func networkScenarios() []scenario { return nil }
func dnsScenarios() []scenario     { return nil }
func pathScenarios() []scenario    { return nil }
func traps() []scenario {
	return []scenario{
		{
			name: "all is well", trap: true, code: "healthy", by: "nobody",
			proofs: []proof{works, ask("chat.example", "192.168.1.1", "198.51.100.10")},
		},
	}
}
