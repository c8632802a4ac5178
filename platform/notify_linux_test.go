package platform

import (
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/google/go-cmp/cmp"
)

// noticeBoard plays the part of a desktop that shows notifications.
type noticeBoard struct{ shown chan []string }

func (n noticeBoard) Notify(app string, _ uint32, _, title, text string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	n.shown <- []string{app, title, text}
	return 1, nil
}

func TestNotify(t *testing.T) {
	address := privateBus(t)
	s := recorded(nil, nil, map[string]string{"DBUS_SESSION_BUS_ADDRESS": address})
	if err := s.Notify(t.Context(), "Discord", "works again"); err == nil {
		t.Error("nobody shows notifications, and no error")
	}
	board := noticeBoard{shown: make(chan []string, 1)}
	conn := service(t, address, "org.freedesktop.Notifications")
	if err := conn.Export(board, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct{ title, text, wantTitle, wantText string }{
		"plain":    {"Discord", "works again", "Discord", "works again"},
		"markup":   {"A & B", `<a href="http://evil.example">click</a>`, "A & B", `&lt;a href=&#34;http://evil.example&#34;&gt;click&lt;/a&gt;`},
		"controls": {"a\x1b[2Jb\u202e", "one\ntwo\t\x00three", "a[2Jb", "one\ntwo three"},
		"long":     {strings.Repeat("ü", 500), strings.Repeat("y", 5000), strings.Repeat("ü", titleLimit-1) + "…", strings.Repeat("y", noteLimit-1) + "…"},
	} {
		if err := s.Notify(t.Context(), row.title, row.text); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff([]string{"Fix502", row.wantTitle, row.wantText}, <-board.shown); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestNotifyWithoutASession(t *testing.T) {
	for _, address := range []string{"", "autolaunch:", "unix:path=/no/such/bus", "nonsense"} {
		s := recorded(nil, nil, map[string]string{"DBUS_SESSION_BUS_ADDRESS": address})
		if err := s.Notify(t.Context(), "a", "b"); err == nil {
			t.Errorf("%q: no error", address)
		}
	}
}
