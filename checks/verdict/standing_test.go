package verdict_test

import (
	"testing"

	"fix502/checks"
	"fix502/checks/verdict"
)

func TestStanding(t *testing.T) {
	judge := verdict.NewJudge(checks.Facts{DNS: &checks.DNSFact{Answers: []checks.ResolverFact{{Rewrites: []string{"192.0.2.66", "203.0.113.5"}}}}, Hosts: []checks.HostFact{
		{Host: "a.example", Attempts: []checks.AttemptFact{{Address: "192.0.2.1", Served: true}, {Address: "203.0.113.5", Served: true}, {Address: "10.0.0.1"}}},
		{Host: "b.example", Attempts: []checks.AttemptFact{{Address: "10.0.0.1", Served: true}}},
	}})
	for name, tt := range map[string]struct {
		reply checks.ReplyFact
		want  verdict.Standing
	}{
		"one address serves":        {checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"10.0.0.1", "192.0.2.1"}}, verdict.Right},
		"tried, does not serve":     {checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"10.0.0.1"}}, verdict.Wrong},
		"serves another name only":  {checks.ReplyFact{Name: "b.example", RCode: "NOERROR", Addresses: []string{"192.0.2.1"}}, verdict.Untested},
		"serves that name":          {checks.ReplyFact{Name: "b.example", RCode: "NOERROR", Addresses: []string{"10.0.0.1"}}, verdict.Right},
		"never tried":               {checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"198.51.100.7"}}, verdict.Untested},
		"no address":                {checks.ReplyFact{RCode: "NOERROR"}, verdict.NotFound},
		"no such name":              {checks.ReplyFact{RCode: "NXDOMAIN"}, verdict.NotFound},
		"cannot find out":           {checks.ReplyFact{RCode: "SERVFAIL"}, verdict.Refused},
		"refuses":                   {checks.ReplyFact{RCode: "REFUSED"}, verdict.Refused},
		"no DNS":                    {checks.ReplyFact{Fail: checks.FailGarbage}, verdict.Refused},
		"its certificate is wrong":  {checks.ReplyFact{Fail: checks.FailUntrusted}, verdict.Refused},
		"only what is made up":      {checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.66"}}, verdict.NotFound},
		"made up, and serves":       {checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.66", "203.0.113.5"}}, verdict.Right},
		"made up, and another":      {checks.ReplyFact{RCode: "NOERROR", Addresses: []string{"192.0.2.66", "198.51.100.7"}}, verdict.Untested},
		"silent":                    {checks.ReplyFact{Fail: checks.FailTimeout}, verdict.Silent},
		"nobody there":              {checks.ReplyFact{Fail: checks.FailRefused}, verdict.Silent},
		"not asked to the end":      {checks.ReplyFact{}, verdict.Silent},
		"garbage in a DNS envelope": {checks.ReplyFact{RCode: "NOERROR", Fail: checks.FailGarbage}, verdict.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.reply.Name == "" {
				tt.reply.Name = "a.example"
			}
			if got := judge.Standing(tt.reply); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}
