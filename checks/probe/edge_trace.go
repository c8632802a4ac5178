package probe

import (
	"bytes"
	"context"
	"strings"

	"fix502/checks"
	"fix502/checks/catalog"
)

// maxTraceLines is how many lines of a trace are read; real ones have about 15.
const maxTraceLines = 64

// trace reads the edge's own page on the target's host.
func (b *Book) trace(ctx context.Context, t *checks.Task, h catalog.Host, path string) *checks.TraceFact {
	req := requestFor(h)
	req.Path = path
	fact := &checks.TraceFact{Host: h.Host}
	got, err := b.exchangeAny(ctx, t, req)
	fact.Status, fact.Fail = got.Fact.Status, explain(err)
	if err == nil {
		fact.Colo, fact.Valid = parseTrace(got.Body)
	}
	return fact
}

// parseTrace reads the lines "key=value" of a trace page. The page counts as one
// if it names the host and the place that answered; the visitor's address, which
// is in it too, is not kept.
func parseTrace(body []byte) (colo string, valid bool) {
	named := false
	for n, line := range bytes.Split(body, []byte("\n")) {
		if n == maxTraceLines {
			break
		}
		key, value, _ := strings.Cut(strings.TrimSpace(string(line)), "=")
		switch key {
		case "h":
			named = value != ""
		case "colo":
			colo = value
		}
	}
	if !named || !isColo(colo) {
		return "", false
	}
	return colo, true
}

// isColo tells whether a text is the code of a place: that of its airport, three capitals.
func isColo(text string) bool {
	return len(text) == 3 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
