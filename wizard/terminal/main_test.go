package terminal_test

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain holds every command to leaving no goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
