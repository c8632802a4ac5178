package platform

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBrowsers(t *testing.T) {
	files, env := penguin()
	programs := map[string]string{"xdg-settings get default-web-browser": "org.mozilla.firefox.desktop\n"}
	got, err := recorded(files, programs, env).Browsers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range got {
		got[i].Running = false // that is this computer's own business
	}
	// Of the two Firefoxes the one that is the default is kept.
	want := []Browser{
		{ID: "firefox", Name: "Firefox", Family: FamilyFirefox, Default: true, Command: []string{"/usr/bin/flatpak", "run", "--command=firefox", "--file-forwarding", "org.mozilla.firefox"}},
		{ID: "chrome", Name: "Google Chrome", Family: FamilyChromium, Command: []string{"/usr/bin/google-chrome-stable"}},
		{ID: "brave", Name: "Brave", Family: FamilyChromium, Command: []string{"env", "HINT=/x", "/snap/bin/brave"}},
		{ID: "falkon", Name: "Falkon", Command: []string{"falkon"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
