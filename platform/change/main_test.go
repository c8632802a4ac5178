package change

import (
	"context"
	"fmt"
	"io"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// lockVariable tells this test binary, started by itself, to hold a lock.
const lockVariable = "FIX502_TEST_HOLD_LOCK"

func TestMain(m *testing.M) {
	if name := os.Getenv(lockVariable); name != "" {
		holdLock(name)
		return
	}
	if os.Getenv(crashVariable) != "" {
		crash()
		return
	}
	goleak.VerifyTestMain(m)
}

// holdLock holds a lock until its input ends.
func holdLock(name string) {
	unlock, err := lockFile(context.Background(), name)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	defer unlock()
	fmt.Println("held")
	_, _ = io.Copy(io.Discard, os.Stdin)
}
