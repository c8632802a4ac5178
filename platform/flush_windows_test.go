package platform

import "testing"

// Whatever this computer's cache is like, exactly one thing is said of it.
func TestFlushDNS(t *testing.T) {
	result, err := New().FlushDNS(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	said := len(result.Flushed) + len(result.Refused)
	if said > 1 || result.None != (said == 0) {
		t.Errorf("%+v", result)
	}
	t.Logf("%+v", result)
}
