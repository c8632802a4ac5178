package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
)

// silence is one way in which something says nothing.
type silence struct {
	what   string
	lost   []string // packets to these vanish
	host   string   // the target's first host, where it is another
	status string   // the status page, where it is another
}

func silentWays() []silence {
	resolvers := append([]string{addrConfigured}, alternates...)
	return []silence{
		{what: "the router", lost: []string{addrRouter}},
		{what: "the anchors", lost: anchors},
		{what: "the configured resolver", lost: resolvers[:1]},
		{what: "other resolvers", lost: alternates},
		{what: "all resolvers", lost: resolvers},
		{what: "the target: packets vanish", lost: []string{addrTarget}},
		{what: "the target: takes connections only", host: "{host: mute.bench.test}"},
		{what: "the target: agrees on encryption only", host: "{host: hesitant.bench.test}"},
		{what: "the configured resolver, and the target agrees on encryption only", host: "{host: hesitant.bench.test}", lost: resolvers[:1]},
		{what: "the target and the status pages", lost: []string{addrTarget, addrStatus}},
		{what: "the status page: one byte a second", status: "https://endless.bench.test"},
		{what: "unrelated sites", lost: []string{addrControls, addrPortal}},
		{what: "the edge", lost: []string{addrEdge}},
		{what: "everything but the router", lost: slices.Concat(resolvers, anchors, []string{addrTarget, addrControls, addrStatus, addrPortal, addrEdge})},
		{what: "everything", lost: []string{everything}},
	}
}

// silences measures how long a verdict takes where something says nothing.
func silences(ctx context.Context, w *world, _ int) (string, error) {
	w.cable.RoundTrip(silentAt)
	defer w.cable.RoundTrip(0)
	var b strings.Builder
	b.WriteString("Where something says nothing, at a round trip of " + ms(silentAt) + ":\n\n| silent | start to end | run | verdict |\n|---|---|---|---|\n")
	for i, s := range silentWays() {
		catalogue := w.catalogue
		if s.host != "" || s.status != "" {
			host, status := s.host, s.status
			if host == "" {
				host = "{host: app.bench.test, path: /api, expect: [200]}"
			}
			if status == "" {
				status = "https://status.bench.test"
			}
			catalogue = w.file(fmt.Sprintf("silence-%d.yaml", i))
			if err := os.WriteFile(catalogue, []byte(catalogueOf(host, status)), 0o644); err != nil {
				return "", fmt.Errorf("writing a catalogue: %w", err)
			}
		}
		err := w.losing(s.lost, func() error {
			t, r, err := w.check(ctx, nil, catalogue)
			if err != nil {
				return fmt.Errorf("measuring the silence of %s: %w", s.what, err)
			}
			fmt.Printf("Silent: %s\n%s", s.what, r.timeline())
			fmt.Fprintf(&b, "| %s | %s | %.0f ms | %s |\n", s.what, ms(t.wall), r.Duration, r.Verdict.Code)
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return b.String(), nil
}
