package platform

import (
	"context"
	"fmt"

	"github.com/godbus/dbus/v5"
)

// busHasOwner tells whether a service is running. Asked before anything else,
// since a question to a service that is not there would start it.
func busHasOwner(ctx context.Context, conn *dbus.Conn, name string) bool {
	var has bool
	err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, name).Store(&has)
	return err == nil && has
}

// busProperty reads one property into the value that out points to.
func busProperty(ctx context.Context, object dbus.BusObject, iface, name string, out any) error {
	var v dbus.Variant
	const get = "org.freedesktop.DBus.Properties.Get"
	if err := object.CallWithContext(ctx, get, dbus.FlagNoAutoStart, iface, name).Store(&v); err != nil {
		return fmt.Errorf("reading %s.%s: %w", iface, name, err)
	}
	if err := dbus.Store([]any{v.Value()}, out); err != nil {
		return fmt.Errorf("reading %s.%s: %w", iface, name, err)
	}
	return nil
}
