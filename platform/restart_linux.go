package platform

import (
	"context"
	"errors"
	"time"

	"github.com/godbus/dbus/v5"
)

// logind is systemd's keeper of sessions, which elogind plays elsewhere.
const (
	logindName    = "org.freedesktop.login1"
	logindManager = "org.freedesktop.login1.Manager"
	logindPath    = dbus.ObjectPath("/org/freedesktop/login1")

	// restartAsk is how long the user may take to answer the system's question for
	// a password.
	restartAsk = 3 * time.Minute
)

// The answers of CanReboot, org.freedesktop.login1(5).
const (
	rebootYes  = "yes"
	rebootAsks = "challenge"
)

// onLogind asks logind something, on a connection of its own.
func (s *System) onLogind(ctx context.Context, ask func(dbus.BusObject) error) error {
	conn, err := s.systemBus(ctx)
	if err != nil {
		return errors.Join(ErrNoWayToRights, err)
	}
	defer conn.Close() //nolint:errcheck // nothing is written any more
	if !busHasOwner(ctx, conn, logindName) {
		return ErrNoWayToRights
	}
	return ask(conn.Object(logindName, logindPath))
}

func (s *System) restartWay(ctx context.Context) (RestartWay, error) {
	var way RestartWay
	err := s.onLogind(ctx, func(manager dbus.BusObject) error {
		var answer string
		if err := manager.CallWithContext(ctx, logindManager+".CanReboot", dbus.FlagNoAutoStart).Store(&answer); err != nil {
			return err
		}
		way.Possible, way.Asks = answer == rebootYes || answer == rebootAsks, answer == rebootAsks
		way.Others = othersSignedIn(ctx, manager)
		return nil
	})
	if errors.Is(err, ErrNoWayToRights) {
		return RestartWay{}, nil
	}
	return way, err
}

// othersSignedIn tells whether sessions belong to more than one person. System
// accounts, such as that of the sign-in screen, are none.
func othersSignedIn(ctx context.Context, manager dbus.BusObject) bool {
	var sessions []struct {
		ID     string
		UID    uint32
		User   string
		Seat   string
		Object dbus.ObjectPath
	}
	if err := manager.CallWithContext(ctx, logindManager+".ListSessions", dbus.FlagNoAutoStart).Store(&sessions); err != nil {
		return false
	}
	const firstPerson, lastPerson = 1000, 60000
	people := map[uint32]bool{}
	for _, session := range sessions {
		if session.UID >= firstPerson && session.UID <= lastPerson {
			people[session.UID] = true
		}
	}
	return len(people) > 1
}

func (s *System) restart(ctx context.Context, _ string) error {
	ctx, cancel := context.WithTimeout(ctx, restartAsk)
	defer cancel()
	return s.onLogind(ctx, func(manager dbus.BusObject) error {
		const interactive = true // polkit may ask for a password
		err := manager.CallWithContext(ctx, logindManager+".Reboot", dbus.FlagNoAutoStart|dbus.FlagAllowInteractiveAuthorization, interactive).Err
		return rebootRefusal(err)
	})
}

// rebootRefusal names what logind and polkit say for a no.
func rebootRefusal(err error) error {
	var said dbus.Error
	if !errors.As(err, &said) {
		return err
	}
	switch said.Name {
	case "org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.PolicyKit1.Error.NotAuthorized",
		"org.freedesktop.PolicyKit1.Error.Cancelled", "org.freedesktop.login1.OperationInProgress":
		return errors.Join(ErrRightsDenied, err)
	case "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired", "org.freedesktop.login1.SleepVerbNotSupported":
		return errors.Join(ErrNoWayToRights, err)
	}
	return err
}

func (s *System) cancelRestart(context.Context) error { return ErrRestartTooLate }
