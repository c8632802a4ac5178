package platform

import (
	"errors"
	"testing"
)

// The complaints are those of pkexec 122 and 124.
func TestPkexecSays(t *testing.T) {
	for name, row := range map[string]struct {
		code      int
		complaint string
		want      error
	}{
		"dialog closed":  {126, "Error executing command as another user: Request dismissed\n", ErrRightsDenied},
		"wrong password": {127, "Error executing command as another user: Not authorized\n\nThis incident has been reported.\n", ErrRightsDenied},
		"nobody to ask":  {127, "Error executing command as another user: No authentication agent found.\n", ErrNoWayToRights},
		"no polkit":      {127, "Error getting authority: Error initializing authority\n", ErrNoWayToRights},
		"done":           {HelperDone, "", nil},
		"nothing":        {HelperNothing, "", nil},
		"failed":         {HelperFailed, "Not authorized", nil},
	} {
		if got := pkexecSays(row.code, row.complaint); !errors.Is(got, row.want) || (got == nil) != (row.want == nil) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
