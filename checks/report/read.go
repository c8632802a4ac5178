package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"fix502/checks"
)

// MaxJSON is the largest report that is read back, in bytes. A report of a
// service with a dozen hosts has about 100 kB.
const MaxJSON = 8 << 20

// The bounds of what is inside, far above what a report of this program has: 100
// entries in its longest list, 10 levels, and 2,000 values and 100 more for each
// host. Within them judging takes seconds at most.
const (
	maxList   = 1000
	maxLevels = 64
	maxValues = 100_000
)

// ErrForm is a file that is no report of a form we know.
var ErrForm = errors.New("not a " + Schema + " report")

// Trouble is a report that cannot be read, with the place where that shows. It is
// ErrForm or checks.ErrTooLarge.
type Trouble struct {
	Code         string // text code: "replay.bad.json" …
	Line, Column int    // from 1; 0 where it has no place
	Field        string // that holds what it shouldn't, or says that it is foreign; "" where there is none
	Err          error
}

func (t *Trouble) Error() string { return "reading a report: " + t.Err.Error() }

// Unwrap gives what was wrong.
func (t *Trouble) Unwrap() error { return t.Err }

// ReadJSON reads a report that JSON wrote, also one that a shell has saved as UTF-16
// or with a byte order mark. What is larger than MaxJSON, of another form, or
// followed by anything gives a *Trouble.
func ReadJSON(from io.Reader) (Report, error) {
	raw, err := io.ReadAll(io.LimitReader(transform.NewReader(from, unicode.BOMOverride(unicode.UTF8.NewDecoder())), MaxJSON+1))
	switch {
	case err != nil:
		return Report{}, fmt.Errorf("reading a report: %w", err)
	case len(raw) > MaxJSON:
		return Report{}, &Trouble{Code: "replay.bad.large", Err: checks.ErrTooLarge}
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return Report{}, &Trouble{Code: "replay.bad.empty", Err: ErrForm}
	}
	if !modest(raw) {
		return Report{}, &Trouble{Code: "replay.bad.large", Err: fmt.Errorf("%w: %w", ErrForm, checks.ErrTooLarge)}
	}
	var r Report
	err = json.Unmarshal(raw, &r)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return Report{}, troubleAt("replay.bad.json", raw, syntax.Offset, "", err)
	case r.Schema == "":
		return Report{}, &Trouble{Code: "replay.bad.nameless", Err: ErrForm}
	case r.Schema != Schema: // what says that it is something else need not have our fields
		return Report{}, &Trouble{Code: "replay.bad.foreign", Field: oneLine(clipped(r.Schema)), Err: fmt.Errorf("%w: it says %.40q", ErrForm, r.Schema)}
	case err != nil:
		return Report{}, misfit(raw, err)
	}
	return clean(r), nil
}

// misfit tells where a report has something of another kind than it should.
func misfit(raw []byte, err error) error {
	var typed *json.UnmarshalTypeError
	if errors.As(err, &typed) {
		return troubleAt("replay.bad.form", raw, typed.Offset, oneLine(clipped(typed.Field)), err)
	}
	return &Trouble{Code: "replay.bad.value", Err: fmt.Errorf("%w: %w", ErrForm, err)} // a moment that is none: JSON's reader does not tell where
}

func troubleAt(code string, raw []byte, offset int64, field string, err error) *Trouble {
	before := raw[:min(int64(len(raw)), max(0, offset-1))] // the offset is behind what is wrong
	line := bytes.Count(before, []byte("\n"))
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return &Trouble{Code: code, Line: line + 1, Column: column + 1, Field: field, Err: fmt.Errorf("%w: %w", ErrForm, err)}
}

// clipped bounds what a file says about itself, in characters of a line.
func clipped(s string) string {
	const longest = 40
	if runes := []rune(s); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return s
}

// modest tells that a report has no more inside than one can have, so that judging
// it ends soon. What is no JSON is told elsewhere.
func modest(raw []byte) bool {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var lengths []int // of the lists and objects that are open
	for values := 0; ; values++ {
		t, err := d.Token()
		if err != nil {
			return true
		}
		if len(lengths) > 0 {
			lengths[len(lengths)-1]++
		}
		switch t {
		case json.Delim('['), json.Delim('{'):
			lengths = append(lengths, 0)
		case json.Delim(']'), json.Delim('}'):
			if lengths[len(lengths)-1] > 2*maxList { // an object's names count too
				return false
			}
			lengths = lengths[:len(lengths)-1]
		}
		if len(lengths) > maxLevels || values > maxValues {
			return false
		}
	}
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

func (r Report) targetFact() checks.TargetFact {
	return checks.TargetFact{
		ID: r.Target.ID, Name: r.Target.Name, URL: r.Target.URL,
		Seen: r.Target.Seen, Known: r.Target.Known, Edge: r.Target.Edge,
	}
}

// shown gathers the facts as they stand in the report.
func (r Report) shown() (checks.Facts, error) {
	facts := checks.Facts{Target: r.targetFact()}
	var trouble error
	for _, c := range r.Checks {
		_, err := facts.AddJSON(c.ID, c.Data)
		trouble = errors.Join(trouble, err)
	}
	return facts, trouble
}
