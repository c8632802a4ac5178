package platform

import (
	"context"
	"html"

	"github.com/godbus/dbus/v5"
)

// notify speaks the Desktop Notifications Specification itself: the libraries
// for it take no context and start a message bus where there is none.
func (s *System) notify(ctx context.Context, title, text string) error {
	bus, err := s.sessionBus(ctx)
	if err != nil {
		return err
	}
	defer closeBus(bus)
	const (
		fresh       = uint32(0) // replaces no earlier one
		icon        = "fix502"
		serverKnows = int32(-1) // how long to show it
	)
	desktop := bus.Object("org.freedesktop.Notifications", dbus.ObjectPath("/org/freedesktop/Notifications"))
	// The text may hold markup, so that what looks like it is written out.
	return desktop.CallWithContext(ctx, "org.freedesktop.Notifications.Notify", 0,
		programName, fresh, icon, title, html.EscapeString(text), []string{}, map[string]dbus.Variant{}, serverKnows).Err
}
