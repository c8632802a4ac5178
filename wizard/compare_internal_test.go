package wizard

import (
	"testing"
	"time"

	"fix502/checks"
	"fix502/checks/text"
	"fix502/checks/verdict"
)

func outcome(codes ...string) *Outcome {
	o := &Outcome{Complete: true, Finished: time.Unix(1, 0), Facts: checks.Facts{Target: checks.TargetFact{Name: "Discord"}}}
	o.Ruling.Code = codes[0]
	for _, code := range codes {
		if code != "healthy" {
			o.Ruling.All = append(o.Ruling.All, verdict.Holding{Code: code})
		}
	}
	return o
}

func TestCompare(t *testing.T) {
	texts, err := text.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	f := &Flow{parts: Parts{Texts: texts}}
	stopped := outcome("unknown")
	stopped.Complete = false
	for name, tt := range map[string]struct {
		before, after  *Outcome
		helped, better bool
		code           string
	}{
		"mended":                     {outcome("dns.resolver_down"), outcome("healthy"), true, false, "compare.helped"},
		"mended, browser remains":    {outcome("dns.resolver_down"), outcome("browser.suspect"), true, false, "compare.helped"},
		"unchanged":                  {outcome("service.incident", "service.bad_gateway"), outcome("service.incident", "service.bad_gateway"), false, false, "compare.same"},
		"one of two gone":            {outcome("device.proxy", "service.bad_gateway"), outcome("service.bad_gateway"), false, true, "compare.better"},
		"another fault":              {outcome("dns.slow"), outcome("service.bad_gateway"), false, false, "compare.other"},
		"was well, now not":          {outcome("healthy"), outcome("service.bad_gateway"), false, false, "compare.worse"},
		"well before and after":      {outcome("browser.suspect"), outcome("browser.suspect"), false, false, "compare.ask"},
		"never checked before":       {nil, outcome("service.bad_gateway"), false, false, "compare.first"},
		"never checked before, well": {nil, outcome("healthy"), true, false, "compare.helped"},
		"stopped half-way":           {outcome("dns.slow"), stopped, false, false, "compare.stopped"},
	} {
		t.Run(name, func(t *testing.T) {
			c := f.compare(Reload, tt.before, tt.after)
			want := texts.Tr(tt.code, checks.Args{"service": "Discord"})
			if c.Helped != tt.helped || c.Better != tt.better || c.Text != want {
				t.Errorf("helped %v, better %v, %q; want %v, %v, %q", c.Helped, c.Better, c.Text, tt.helped, tt.better, want)
			}
		})
	}
}
