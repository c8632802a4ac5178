package platform

import (
	"errors"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/google/go-cmp/cmp"
)

// keeper plays logind.
type keeper struct {
	can     string
	refusal string // name of the error with which Reboot answers, "" for none
	users   []uint32
	asked   chan bool // the argument of each Reboot
}

func (k keeper) CanReboot() (string, *dbus.Error) { return k.can, nil }

func (k keeper) Reboot(interactive bool) *dbus.Error {
	k.asked <- interactive
	if k.refusal == "" {
		return nil
	}
	return dbus.NewError(k.refusal, []any{"no"})
}

// session is one row of ListSessions.
type session struct {
	ID   string
	UID  uint32
	User string
	Seat string
	Path dbus.ObjectPath
}

func (k keeper) ListSessions() ([]session, *dbus.Error) {
	var list []session
	for _, uid := range k.users {
		list = append(list, session{"1", uid, "sam", "seat0", "/org/freedesktop/login1/session/_1"})
	}
	return list, nil
}

func TestRestartByPlayedLogind(t *testing.T) {
	address := privateBus(t)
	host := recorded(nil, nil, map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": address})
	if way, err := host.RestartWay(t.Context()); err != nil || way.Possible {
		t.Errorf("without logind: %+v, %v", way, err)
	}
	if err := host.Restart(t.Context(), ""); !errors.Is(err, ErrNoWayToRights) {
		t.Errorf("without logind: %v", err)
	}
	conn := service(t, address, logindName)
	for name, row := range map[string]struct {
		keeper
		way  RestartWay
		want error
	}{
		"it may":                {keeper{can: "yes", users: []uint32{1000, 1000, 112}}, RestartWay{Possible: true}, nil},
		"somebody else is here": {keeper{can: "challenge", users: []uint32{1000, 1001}}, RestartWay{Possible: true, Asks: true, Others: true}, nil},
		"the user says no":      {keeper{can: "challenge", refusal: "org.freedesktop.DBus.Error.AccessDenied"}, RestartWay{Possible: true, Asks: true}, ErrRightsDenied},
		"nobody can be asked":   {keeper{can: "challenge", refusal: "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired"}, RestartWay{Possible: true, Asks: true}, ErrNoWayToRights},
		"forbidden":             {keeper{can: "no", refusal: "org.freedesktop.DBus.Error.AccessDenied"}, RestartWay{}, ErrRightsDenied},
		"a container":           {keeper{can: "na", refusal: "org.freedesktop.login1.SleepVerbNotSupported"}, RestartWay{}, ErrNoWayToRights},
	} {
		t.Run(name, func(t *testing.T) {
			row.asked = make(chan bool, 1)
			if err := conn.Export(row.keeper, logindPath, logindManager); err != nil {
				t.Fatal(err)
			}
			way, err := host.RestartWay(t.Context())
			if diff := cmp.Diff(row.way, way); diff != "" || err != nil {
				t.Errorf("%s, %v", diff, err)
			}
			if err := host.Restart(t.Context(), "words"); !errors.Is(err, row.want) {
				t.Errorf("restarting: %v, want %v", err, row.want)
			}
			if interactive := <-row.asked; !interactive {
				t.Error("the system was not allowed to ask")
			}
		})
	}
	if err := host.CancelRestart(t.Context()); !errors.Is(err, ErrRestartTooLate) {
		t.Errorf("calling off: %v", err)
	}
}
