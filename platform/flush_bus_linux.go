package platform

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/godbus/dbus/v5"
)

// busLimit is how long a service on the message bus may take to answer.
const busLimit = 5 * time.Second

// errNoBus says that this computer has no message bus, or the user no session.
var errNoBus = errors.New("no message bus")

// systemBus connects to the bus of the computer.
func (s *System) systemBus(ctx context.Context) (*dbus.Conn, error) {
	address := s.env("DBUS_SYSTEM_BUS_ADDRESS")
	if address == "" {
		address = "unix:path=/run/dbus/system_bus_socket"
	}
	return connectBus(ctx, address)
}

// sessionBus connects to the bus of the user's session. It starts none: godbus
// would, by dbus-launch, and leave it behind.
func (s *System) sessionBus(ctx context.Context) (*dbus.Conn, error) {
	address := s.env("DBUS_SESSION_BUS_ADDRESS")
	if dir := s.env("XDG_RUNTIME_DIR"); address == "" && dir != "" {
		address = "unix:path=" + dir + "/bus"
	}
	if address == "" || address == "autolaunch:" {
		return nil, errNoBus
	}
	return connectBus(ctx, address)
}

// connectBus connects and says hello. Ending ctx ends the connection, also in
// the middle of saying hello.
func connectBus(ctx context.Context, address string) (*dbus.Conn, error) {
	bus, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("connecting to the message bus: %w", err)
	}
	return bus, nil
}

// closeBus ends a connection; there is nothing left to do where that fails.
func closeBus(bus *dbus.Conn) { _ = bus.Close() }
