package early_test

import (
	"io"
	"log"
	"os"
	"testing"

	"fix502/platform/early"
)

func TestQuietUntilAsked(t *testing.T) {
	if log.Writer() != io.Discard {
		t.Error("the log is open from the start")
	}
	early.Speak()
	if log.Writer() != os.Stderr {
		t.Error("the log stays closed")
	}
}
