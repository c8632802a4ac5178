package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"fix502/checks"
)

// MaxJSON is the largest report that is read back, in bytes. A report of a
// service with a dozen hosts has about 100 kB.
const MaxJSON = 8 << 20

// ErrForm is a file that is no report of a form we know.
var ErrForm = errors.New("not a " + Schema + " report")

// ReadJSON reads a report that JSON wrote. What is larger than MaxJSON, of another
// form, or followed by anything gives an error that is ErrForm or
// checks.ErrTooLarge.
func ReadJSON(from io.Reader) (Report, error) {
	raw, err := io.ReadAll(io.LimitReader(from, MaxJSON+1))
	switch {
	case err != nil:
		return Report{}, fmt.Errorf("reading a report: %w", err)
	case len(raw) > MaxJSON:
		return Report{}, fmt.Errorf("reading a report: %w", checks.ErrTooLarge)
	}
	var r Report
	if err := json.Unmarshal(raw, &r); err != nil {
		return Report{}, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if r.Schema != Schema {
		return Report{}, fmt.Errorf("%w: it says %.40q", ErrForm, r.Schema)
	}
	return clean(r), nil
}

// JSON writes the report in the form of contract §2, indented.
func JSON(w io.Writer, r Report) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("writing a report: %w", err)
	}
	return nil
}

// Facts gathers what the run saw from the report, so that it can be judged again.
// In a redacted report addresses of the same kind take the place of pseudonyms: the
// ruling is the same. Facts in a form that is not understood give an error; the
// others are there.
func (r Report) Facts() (checks.Facts, error) {
	if r.Redacted {
		r.Checks = slices.Clone(r.Checks)
		for i := range r.Checks {
			r.Checks[i].Data = inData(r.Checks[i].Data, func(_, s string) string { return restored(s) })
		}
	}
	return r.shown()
}

// shown gathers the facts as they stand in the report.
func (r Report) shown() (checks.Facts, error) {
	facts := checks.Facts{Target: checks.TargetFact{
		ID: r.Target.ID, Name: r.Target.Name, URL: r.Target.URL,
		Seen: r.Target.Seen, Known: r.Target.Known, Edge: r.Target.Edge,
	}}
	var trouble error
	for _, c := range r.Checks {
		_, err := facts.AddJSON(c.ID, c.Data)
		trouble = errors.Join(trouble, err)
	}
	return facts, trouble
}
