package wizard_test

import (
	"strings"
	"testing"

	"fix502/platform/change"
	"fix502/wizard"
)

// TestWayBackSaysWhatItNeedsRightsFor: where taking a change back will ask for a
// password, its line in "Changes made" says why beforehand.
func TestWayBackSaysWhatItNeedsRightsFor(t *testing.T) {
	s := newSick(t)
	for code := range wizard.Fixes() {
		s.fix(t, code)
	}
	b := newBooks(t, 200, true)
	if r := b.flow.Do(t.Context(), wizard.ChangeDNS, wizard.SwitchDNS, "", quiet); !r.OK {
		t.Fatalf("%+v", r)
	}
	b.flow.KeepTrial(t.Context())
	want := map[string]string{
		"hosts file says": "password: the hosts file belongs", "by time servers": "password: the clock belongs",
		"asks Other": "password: the address book is set", "the proxy": "", // the user's own setting
	}
	seen := 0
	for _, c := range append(s.flow.Changes(t.Context()), b.flow.Changes(t.Context())...) {
		for text, rights := range want {
			if !c.Stands || !strings.Contains(c.Text, text) {
				continue
			}
			seen++
			if !strings.Contains(c.Back, rights) || rights == "" && strings.Contains(c.Back, "password") {
				t.Errorf("%s: %s", c.Text, c.Back)
			}
		}
	}
	if seen != len(want) {
		t.Errorf("%d of %d seen: %+v", seen, len(want), s.flow.Changes(t.Context()))
	}
}

// TestLeftToOthers: what the catalogue at hand would not do is neither taken back nor
// called gone.
func TestLeftToOthers(t *testing.T) {
	w := newCacheWorld(t)
	r := w.Do(t.Context(), wizard.ClearCache, wizard.ClearAppCache, "chat-stable", quiet)
	if len(r.Made) == 0 || !strings.HasPrefix(r.Lines[0], "Before, ") || !strings.HasSuffix(r.Lines[0], "Now the cache is empty.") {
		t.Fatalf("%+v", r)
	}
	other, _ := deskFlow(t, &desk{}, nil)
	list, err := w.journal.List(t.Context(), change.Computer{Machine: other.HostForTest()})
	if err != nil || len(list.Changes) == 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	for _, c := range list.Changes {
		if got := wizard.StateOf(c); got != wizard.ChangeForeign {
			t.Errorf("%s, want %s", got, wizard.ChangeForeign)
		}
	}
}

// TestListedByANewStart: what an earlier start put away is listed before anything else
// was asked of this computer, as "fix502 undo --list" does.
func TestListedByANewStart(t *testing.T) {
	w := newCacheWorld(t)
	r := w.Do(t.Context(), wizard.ClearCache, wizard.ClearAppCache, "chat-stable", quiet)
	if len(r.Made) == 0 {
		t.Fatalf("%+v", r)
	}
	list := w.Restarted().Changes(t.Context())
	if len(list) != len(r.Made) || !list[0].Stands || list[0].Keeps == "" {
		t.Errorf("%+v", list)
	}
}
