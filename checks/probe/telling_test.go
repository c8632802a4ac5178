package probe

import (
	"net/http"
	"slices"
	"testing"

	"fix502/checks/verdict"
)

// TestWhatIsReadIsRecorded: a header that the recogniser of pages looks at is of no
// use to it, nor to a replay, if it was left out when the answer was recorded.
func TestWhatIsReadIsRecorded(t *testing.T) {
	read := verdict.HeadersRead()
	if len(read) < 10 {
		t.Errorf("only %q are read", read)
	}
	for _, name := range read {
		if !slices.Contains(tellingHeaders, http.CanonicalHeaderKey(name)) {
			t.Errorf("%s is read and not recorded", name)
		}
	}
	if got := telling(http.Header{"X-Amzn-Requestid": {"1"}, "Set-Cookie": {"secret"}}); len(got) != 1 || got["X-Amzn-Requestid"] != "1" {
		t.Errorf("recorded %q", got)
	}
}
