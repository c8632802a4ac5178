package platform

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

// TestServices asks the real computer: every Windows, Wine too, runs the
// service that keeps its log.
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
	if !slices.ContainsFunc(list, func(s Service) bool { return strings.EqualFold(s.Name, "EventLog") }) {
		t.Errorf("no EventLog among %+v", list)
	}
}

func TestServicesStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := New().Services(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
