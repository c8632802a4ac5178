package platform

import (
	"context"
	"net/url"
	"path/filepath"

	"github.com/godbus/dbus/v5"
)

// open hands an address or a full path to the desktop. xdg-open stays until the
// browser ends where there is no desktop, so it is started detached.
func (s *System) open(ctx context.Context, target string) error {
	return s.Launch(ctx, []string{"xdg-open", target})
}

// show asks the desktop's file viewer over D-Bus, and opens the folder where
// there is none that can select a file.
func (s *System) show(ctx context.Context, path string) error {
	if err := s.showSelected(ctx, path); err == nil {
		return nil
	}
	return s.open(ctx, filepath.Dir(path))
}

// showSelected is org.freedesktop.FileManager1.ShowItems, which file viewers of
// all larger desktops serve.
func (s *System) showSelected(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	bus, err := s.sessionBus(ctx)
	if err != nil {
		return err
	}
	defer closeBus(bus)
	items := []string{(&url.URL{Scheme: "file", Path: path}).String()}
	viewer := bus.Object("org.freedesktop.FileManager1", dbus.ObjectPath("/org/freedesktop/FileManager1"))
	return viewer.CallWithContext(ctx, "org.freedesktop.FileManager1.ShowItems", 0, items, "").Err
}
