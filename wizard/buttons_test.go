package wizard_test

import (
	"testing"
	"testing/synctest"
	"time"

	"fix502/wizard"
)

// TestFilledButton: the one filled button leads to what the advice says.
func TestFilledButton(t *testing.T) {
	texts := english(t)
	for id, row := range map[string]struct {
		step  wizard.StepID
		opens bool          // the target in the browser
		limit time.Duration // broken off after it
	}{
		"human-check":     {opens: true},
		"rate-limited":    {step: wizard.ComeBackLater},
		"no-link":         {}, // checked again, once the cable is in
		"bad-gateway":     {step: wizard.ComeBackLater},
		"wrong-address":   {step: wizard.ChangeDNS},
		"app-stuck":       {step: wizard.EndProcess},
		"all-well":        {opens: true},
		"address-blocked": {step: wizard.ContactISP},
		"unreachable":     {step: wizard.ComeBackLater},
		"slow":            {limit: time.Millisecond}, // not finished: checked again
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f := rehearsed(t, texts, id, row.limit)
				got := f.Verdict().Primary
				switch {
				case row.step == "" && !row.opens && got == nil:
				case got == nil:
					t.Errorf("no button, want %q", row.step)
				case got.Step != row.step || row.opens != (got.URL == f.Target().URL):
					t.Errorf("the button leads to %q %q", got.Step, got.URL)
				}
			})
		})
	}
}
