package platform

import (
	"context"
	"errors"
	"slices"
	"testing"
)

// TestServices asks the real computer: the one service that every Windows runs is
// the one that starts all others' calls.
func TestServices(t *testing.T) {
	list, err := New().Services(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if s.Name == "" {
			t.Errorf("a service without a name: %+v", s)
		}
	}
	if !slices.ContainsFunc(list, func(s Service) bool { return s.Name == "RpcSs" }) {
		t.Errorf("no RpcSs among %+v", list)
	}
}

func TestServicesStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := New().Services(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
