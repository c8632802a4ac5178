package report

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"fix502/checks"
	"fix502/checks/text"
	"fix502/checks/verdict"
)

// codeCancelled is the message of a check that a stop kept from ending.
const codeCancelled = "check.cancelled"

// Build makes the report of one run. Nothing is written anywhere, and nothing is
// left out: Redact does that. A check that never ended is reported as skipped.
// The only error is a missing text table.
func Build(in Input, texts *text.Table) (Report, error) {
	if texts == nil {
		return Report{}, errors.New("building a report: no texts")
	}
	r := Report{
		Schema:   Schema,
		Program:  Program{Version: cmp.Or(in.Version, "unknown")},
		Started:  moment(in.Started),
		Finished: moment(in.Finished),
		Duration: max(0, milliseconds(in.Finished.Sub(in.Started))),
		Target: Target{
			ID: in.Target.ID, Name: in.Target.Name, URL: in.Target.URL,
			Seen: in.Target.Seen, Known: in.Target.Known, Edge: in.Target.Edge,
		},
		System: System{
			OS: in.System.OS, Version: in.System.Version, Arch: in.System.Arch,
			Uptime: math.Round(in.System.Uptime.Seconds()),
		},
		Checks:   make([]Check, 0, len(in.Checks)),
		Findings: holdings(in.Ruling.All, texts),
		Steps:    append([]Step{}, in.Steps...),
		Tried:    append([]Tried(nil), in.Tried...),
		Helped:   in.Helped,
		Says:     in.Says,
		Words:    in.Words,

		Rehearsal: in.Rehearsal,
	}
	titles := make(map[checks.ID]string, len(in.Checks))
	for _, c := range in.Checks {
		titles[c.ID] = texts.Tr(c.Title(), c.Args)
	}
	for _, c := range in.Checks {
		f, ended := in.Findings[c.ID]
		if !ended {
			f = checks.Finding{State: checks.Skipped, Code: codeCancelled}
		}
		r.Checks = append(r.Checks, line(c, f, titles, texts))
	}
	r.Verdict = ruled(in.Ruling, r.Checks, texts)
	return clean(r), nil
}

// holdings puts every code that holds into words.
func holdings(all []verdict.Holding, texts *text.Table) []Holding {
	list := make([]Holding, 0, len(all))
	for _, h := range all {
		_, _, _, summary := verdict.TextCodes(h)
		list = append(list, Holding{
			Code:     h.Code,
			Summary:  texts.Tr(summary, h.Args),
			Evidence: evidence(h.Evidence),
		})
	}
	return list
}

// line puts one finding into words.
func line(c checks.Check, f checks.Finding, titles map[checks.ID]string, texts *text.Table) Check {
	data, trouble := encode(f.Data)
	return Check{
		ID: c.ID, Node: c.Node, Title: titles[c.ID], State: f.State, Code: f.Code,
		Summary:  cmp.Or(texts.Tr(f.Code, named(c.Args, f.Args, titles)), texts.Tr("report.state."+string(f.State), nil)),
		Value:    f.Args["value"],
		Detail:   detail(f, trouble),
		Started:  milliseconds(f.Started),
		Duration: milliseconds(f.Took),
		Data:     data,
	}
}

// named lays a finding's values over its check's and shows a check that it blames
// by title: an ID says nothing to the reader of a sentence.
func named(own, found checks.Args, titles map[checks.ID]string) checks.Args {
	args := make(checks.Args, len(own)+len(found))
	maps.Copy(args, own)
	maps.Copy(args, found)
	if title, known := titles[checks.ID(args["need"])]; known {
		args["need"] = title
	}
	return args
}

// encode gives the JSON of a fact, {} where there is none. A fact that cannot be
// written is a mistake of a probe; it must not cost the user the whole report.
func encode(fact any) (json.RawMessage, error) {
	if fact == nil {
		return json.RawMessage("{}"), nil
	}
	raw, err := marshal(fact)
	if err != nil {
		return json.RawMessage("{}"), fmt.Errorf("writing the facts: %w", err)
	}
	return raw, nil
}

// ruled puts the ruling into words; the lines of the checks say what they saw.
func ruled(r verdict.Ruling, lines []Check, texts *text.Table) Verdict {
	headline, explanation, advice, _ := verdict.TextCodes(r.Holding)
	v := Verdict{
		Code: r.Code, AtFault: r.AtFault, Confidence: r.Confidence,
		Headline:    texts.Tr(headline, r.Args),
		Explanation: texts.Tr(explanation, r.Args),
		Evidence:    evidence(r.Evidence),
		Broken:      r.Broken,
		Carries:     reasons(r.Carries, lines, texts),
		Against:     reasons(r.Against, lines, texts),
	}
	if t := r.Overturn; t != nil {
		v.Overturn = &Turn{Text: texts.Tr(t.Code, t.Args), Action: t.Action}
	}
	if texts.Has(advice) {
		v.Advice = texts.Tr(advice, r.Args)
	}
	return v
}

// reasons puts observations into words: their own where they have some, else those
// of the checks that made them.
func reasons(list []verdict.Reason, lines []Check, texts *text.Table) []Reason {
	out := make([]Reason, 0, len(list))
	for _, r := range list {
		said := Reason{Checks: evidence(r.Checks), Text: texts.Tr(r.Code, r.Args)}
		if r.Code == "" {
			said.Text = together(r.Checks, lines)
		}
		out = append(out, said)
	}
	return out
}

// together joins what several checks saw.
func together(ids []checks.ID, lines []Check) string {
	var said []string
	for _, id := range ids {
		for _, c := range lines {
			words := c.Summary
			if c.State == checks.Skipped { // the reason says nothing without what it is about
				words = c.Title + ": " + c.Summary
			}
			if c.ID == id && !slices.Contains(said, words) {
				said = append(said, words)
			}
		}
	}
	return strings.Join(said, " ")
}

// evidence is never null in JSON.
func evidence(ids []checks.ID) []checks.ID { return append([]checks.ID{}, ids...) }

// milliseconds with one decimal: finer than that is noise in a network.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Millisecond)*10) / 10
}

// moment is a time as reports give it: UTC, to the millisecond.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
