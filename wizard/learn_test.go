package wizard_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fix502/platform"
	"fix502/platform/platformtest"
	"fix502/wizard"
)

// lookers is a walk with two browsers that can be opened in every way.
func lookers(t *testing.T, open func(mode string, b platform.Browser) error) *wizard.Flow {
	t.Helper()
	return flow(t, newSite(t, 200), func(_ *wizard.Parts, h *platformtest.Host) {
		h.OnBrowsers = func(context.Context) ([]platform.Browser, error) {
			return []platform.Browser{
				{ID: "firefox", Name: "Firefox", Family: platform.FamilyFirefox, Command: []string{"firefox"}},
				{ID: "chrome", Name: "Google Chrome", Family: platform.FamilyChromium, Command: []string{"chrome"}, Default: true},
				{ID: "falkon", Name: "Falkon", Command: []string{"falkon"}},
			}, nil
		}
		h.OnOpenWith = func(_ context.Context, b platform.Browser, mode platform.BrowserMode, _ string) error {
			return open(string(mode), b)
		}
		h.OnOpenIn = func(_ context.Context, b platform.Browser, _ string) error { return open("elsewhere", b) }
	})
}

func TestWindowsAreOpenedAndAskedAbout(t *testing.T) {
	for name, row := range map[string]struct {
		step   wizard.StepID
		id     wizard.ActionID
		choice string
		opened string
		asks   string // the browser's name in the question
	}{
		"private, the usual one": {wizard.NewSession, wizard.OpenPrivate, "", "private chrome", "Google Chrome"},
		"private, chosen":        {wizard.NewSession, wizard.OpenPrivate, "firefox", "private firefox", "Firefox"},
		"fresh":                  {wizard.NewSession, wizard.OpenFresh, "falkon", "fresh falkon", "Falkon"},
		"without add-ons":        {wizard.SafeMode, wizard.OpenClean, "chrome", "clean chrome", "Google Chrome"},
		"elsewhere":              {wizard.OtherBrowser, wizard.OpenElsewhere, "firefox", "elsewhere firefox", "Firefox"},
	} {
		t.Run(name, func(t *testing.T) {
			var opened string
			f := lookers(t, func(mode string, b platform.Browser) error { opened = mode + " " + b.ID; return nil })
			r := f.Do(t.Context(), row.step, row.id, row.choice, quiet)
			if opened != row.opened || !r.OK || r.Question == nil || !strings.Contains(r.Question.Text, row.asks) || len(r.Question.Answers) != 3 {
				t.Errorf("opened %q: %+v", opened, r)
			}
		})
	}
}

func TestWindowsThatCannotBeOpened(t *testing.T) {
	t.Run("one that doesn't take it", func(t *testing.T) {
		f := lookers(t, func(string, platform.Browser) error { return platform.ErrByHand })
		if r := f.Do(t.Context(), wizard.NewSession, wizard.OpenPrivate, "falkon", quiet); r.OK || r.Question != nil || !strings.Contains(r.Text, "by hand") {
			t.Errorf("%+v", r)
		}
	})
	t.Run("one that doesn't start", func(t *testing.T) {
		f := lookers(t, func(string, platform.Browser) error { return errors.New("no") })
		if r := f.Do(t.Context(), wizard.SafeMode, wizard.OpenClean, "", quiet); r.OK || r.Question != nil || r.Detail == "" {
			t.Errorf("%+v", r)
		}
	})
	t.Run("only those that take it are offered", func(t *testing.T) {
		f := lookers(t, nil)
		for _, a := range f.Page(t.Context(), wizard.NewSession).Actions {
			want := 3
			if a.ID == wizard.OpenPrivate {
				want = 2
			}
			if len(a.Choices) != want || a.Off != "" || a.Changes {
				t.Errorf("%+v", a)
			}
		}
	})
}

func TestAnswersTeach(t *testing.T) {
	for name, row := range map[string]struct {
		answers [][2]string // question, answer
		says    string      // in the last result
		next    wizard.StepID
		guide   string // title of the instructions that come with it
		advice  map[wizard.StepID]wizard.Advice
		reason  map[wizard.StepID]string
	}{
		"works without add-ons": {
			[][2]string{{"clean:firefox", wizard.SawWorking}},
			"An add-on is the most likely cause", "", "Start Firefox without add-ons",
			map[wizard.StepID]wizard.Advice{wizard.SafeMode: wizard.Recommended},
			map[wizard.StepID]string{wizard.SafeMode: "Site worked in Firefox without add-ons"},
		},
		"same without add-ons": {
			[][2]string{{"clean:firefox", wizard.SawSame}},
			"neither is the cause", "", "",
			map[wizard.StepID]wizard.Advice{wizard.NewSession: wizard.NotNeeded, wizard.ClearCache: wizard.NotNeeded, wizard.SafeMode: wizard.NotNeeded},
			nil,
		},
		"works in a private window": {
			[][2]string{{"private:chrome", wizard.SawWorking}},
			"cookies and old pages", wizard.ClearCache, "Clear the cache of Google Chrome",
			map[wizard.StepID]wizard.Advice{wizard.ClearCache: wizard.Recommended, wizard.SafeMode: wizard.Recommended},
			map[wizard.StepID]string{wizard.ClearCache: "Site worked in a private window of Google Chrome"},
		},
		"same in a private window": {
			[][2]string{{"private:chrome", wizard.SawSame}},
			"are not the cause", "", "",
			map[wizard.StepID]wizard.Advice{wizard.ClearCache: wizard.NotNeeded},
			nil,
		},
		"works in another browser": {
			[][2]string{{"elsewhere:firefox", wizard.SawWorking}},
			"Site works in Firefox, so Google Chrome is in the way", wizard.SafeMode, "",
			map[wizard.StepID]wizard.Advice{wizard.NewSession: wizard.Recommended, wizard.ClearCache: wizard.Recommended, wizard.SafeMode: wizard.Recommended},
			map[wizard.StepID]string{wizard.SafeMode: "Site worked in Firefox"},
		},
		"same in another browser": {
			[][2]string{{"elsewhere:firefox", wizard.SawSame}},
			"the browser is not the cause", "", "",
			map[wizard.StepID]wizard.Advice{wizard.NewSession: wizard.NotNeeded, wizard.ClearCache: wizard.NotNeeded, wizard.SafeMode: wizard.NotNeeded},
			nil,
		},
		"another browser, then not the stored pages": {
			[][2]string{{"elsewhere:firefox", wizard.SawWorking}, {"private:chrome", wizard.SawSame}, {"clean:chrome", wizard.SawWorking}},
			"An add-on", "", "Switch the add-ons of Google Chrome off",
			map[wizard.StepID]wizard.Advice{wizard.ClearCache: wizard.NotNeeded, wizard.SafeMode: wizard.Recommended},
			nil,
		},
		"a second look counts": {
			[][2]string{{"private:chrome", wizard.SawSame}, {"private:chrome", wizard.SawWorking}},
			"cookies", wizard.ClearCache, "Clear the cache of Google Chrome",
			map[wizard.StepID]wizard.Advice{wizard.ClearCache: wizard.Recommended},
			nil,
		},
		"something else": {
			[][2]string{{"clean:firefox", wizard.SawElse}},
			"doesn't tell yet", "", "",
			map[wizard.StepID]wizard.Advice{wizard.SafeMode: wizard.Optional},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := lookers(t, nil)
			var r wizard.Result
			for _, a := range row.answers {
				r = f.Answer(t.Context(), wizard.SafeMode, a[0], a[1])
			}
			guide := ""
			if len(r.Guides) > 0 {
				guide = r.Guides[0].Title
			}
			if !strings.Contains(r.Text, row.says) || r.Next != row.next || guide != row.guide {
				t.Errorf("%+v", r)
			}
			got := map[wizard.StepID]wizard.Advice{}
			for _, v := range f.Rail() {
				if _, told := row.advice[v.ID]; told {
					got[v.ID] = v.Advice
				}
				if !strings.HasPrefix(v.Reason, row.reason[v.ID]) {
					t.Errorf("%s: %q", v.ID, v.Reason)
				}
			}
			if diff := cmp.Diff(row.advice, got); diff != "" {
				t.Error(diff)
			}
			tried := f.Session().Tried
			if len(tried) != len(row.answers) || !strings.HasPrefix(tried[0].What, "Looked in ") {
				t.Errorf("the report knows %+v", tried)
			}
		})
	}
}

func TestAnswersToNoQuestion(t *testing.T) {
	f := lookers(t, nil)
	for _, a := range [][2]string{{"", ""}, {"clean:", wizard.SawWorking}, {"clean:lynx", wizard.SawWorking}, {"other:chrome", wizard.SawWorking}, {"clean:chrome", "maybe"}} {
		if r := f.Answer(t.Context(), wizard.SafeMode, a[0], a[1]); r.OK {
			t.Errorf("%q: %+v", a, r)
		}
	}
	if s := f.Session(); len(s.Answers)+len(s.Tried) > 0 {
		t.Errorf("remembered: %+v", s)
	}
}
