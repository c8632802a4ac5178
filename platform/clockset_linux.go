package platform

import (
	"context"
	"errors"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	timedateName = "org.freedesktop.timedate1"
	timedatePath = dbus.ObjectPath("/org/freedesktop/timedate1")

	// syncLimit is how long the first answer of a time server is waited for. Most
	// are there within a second; where none comes the checks will tell.
	syncLimit = 15 * time.Second
	// syncLook is the pause between two looks.
	syncLook = 500 * time.Millisecond
)

// timedate connects to systemd's keeper of the clock, which is started by the bus
// when asked for.
func (s *System) timedate(ctx context.Context) (*dbus.Conn, dbus.BusObject, error) {
	bus, err := s.systemBus(ctx)
	if err != nil {
		return nil, nil, err
	}
	return bus, bus.Object(timedateName, timedatePath), nil
}

func (s *System) networkTime(ctx context.Context) (NetworkTime, error) {
	ctx, cancel := context.WithTimeout(ctx, busLimit)
	defer cancel()
	bus, keeper, err := s.timedate(ctx)
	if err != nil {
		return NetworkTime{}, nil //nolint:nilerr // no bus, nobody to ask: that is the answer
	}
	defer closeBus(bus)
	can, err := keeperSays(ctx, keeper, "CanNTP")
	if err != nil || !can {
		return NetworkTime{}, nil //nolint:nilerr // likewise
	}
	t := NetworkTime{Known: true}
	var failed, late error
	t.On, failed = keeperSays(ctx, keeper, "NTP")
	t.Synced, late = keeperSays(ctx, keeper, "NTPSynchronized")
	return t, errors.Join(failed, late)
}

// keeperSays reads a property, starting the service if it is not running.
func keeperSays(ctx context.Context, keeper dbus.BusObject, name string) (bool, error) {
	var v dbus.Variant
	err := keeper.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, timedateName, name).Store(&v)
	says, _ := v.Value().(bool)
	return says, err
}

// setClock switches time servers on and waits for the first answer of one.
func (s *System) setClock(ctx context.Context) error {
	t, err := s.networkTime(ctx)
	switch {
	case err != nil:
		return err
	case !t.Known:
		return ErrNoWayToRights
	case t.On:
		return ErrClockOn
	}
	if err := s.switchNetworkTime(ctx, true); err != nil {
		return err
	}
	Point(ctx, "after switching time servers on")
	ctx, cancel := context.WithTimeout(ctx, syncLimit)
	defer cancel()
	look := time.NewTicker(syncLook)
	defer look.Stop()
	for {
		if t, err := s.networkTime(ctx); err == nil && t.Synced {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil // it is on; whether the time is right is measured afterwards
		case <-look.C:
		}
	}
}

// switchNetworkTime asks for the switch; the system asks the user.
func (s *System) switchNetworkTime(ctx context.Context, on bool) error {
	ctx, cancel := context.WithTimeout(ctx, elevateLimit)
	defer cancel()
	bus, keeper, err := s.timedate(ctx)
	if err != nil {
		return errors.Join(ErrNoWayToRights, err)
	}
	defer closeBus(bus)
	const ask = true // by the system's own dialog
	err = keeper.CallWithContext(ctx, timedateName+".SetNTP", dbus.FlagAllowInteractiveAuthorization, on, ask).Err
	return rightsError(err)
}

// The names of the bus's errors that are about rights.
const (
	busDenied      = "org.freedesktop.DBus.Error.AccessDenied"
	busInteractive = "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired"
)

// rightsError tells a user's "no" and nobody there to ask from other errors.
func rightsError(err error) error {
	var e dbus.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Name {
	case busDenied:
		return errors.Join(ErrRightsDenied, err)
	case busInteractive:
		return errors.Join(ErrNoWayToRights, err)
	}
	return err
}

// SyncClock is for systems where that needs the process with rights.
func (s *System) SyncClock(context.Context) error { return errOtherSystem }
