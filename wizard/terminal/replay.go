package terminal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"fix502/checks"
	"fix502/checks/report"
	"fix502/platform"
	"fix502/wizard"
)

// replay judges a report's recorded facts anew. Nothing is asked of this computer
// or of the network, so neither the time limit nor a catalogue matters.
func (p Program) replay(ctx context.Context, o options, args []string) error {
	if len(args) > 0 {
		return p.misused("terminal.bad.replay", checks.Args{"target": args[0]})
	}
	recorded, err := p.recorded(ctx, o.replay)
	if err != nil {
		return err
	}
	r, err := wizard.Replay(recorded, p.Version, p.Texts)
	if err != nil {
		return p.internal(err)
	}
	if !o.raw { // whose computer it was the report does not say; what can be told is left out
		r = report.Redact(r, platform.Info{})
	}
	return p.finish(o, r, true)
}

// recorded reads a report from a file, or says what is wrong with it and where.
func (p Program) recorded(ctx context.Context, path string) (report.Report, error) {
	type reading struct {
		report report.Report
		err    error
	}
	done := make(chan reading, 1) // a pipe may never give anything, and Ctrl+C must end that too
	go func() {
		r, err := readReport(path)
		done <- reading{r, err}
	}()
	var got reading
	select {
	case got = <-done:
	case <-ctx.Done():
		return report.Report{}, code(ExitInterrupted)
	}
	if got.err == nil {
		return got.report, nil
	}
	sentence, args := unreadable(got.err)
	args["path"] = path
	return report.Report{}, p.misused(sentence, args)
}

func readReport(path string) (report.Report, error) {
	file, err := os.Open(path)
	if err != nil {
		return report.Report{}, fmt.Errorf("opening a report: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	info, err := file.Stat()
	if err != nil {
		return report.Report{}, fmt.Errorf("looking at a report: %w", err)
	}
	if info.IsDir() {
		return report.Report{}, fmt.Errorf("reading a report: %w", errFolder)
	}
	return report.ReadJSON(file)
}

var errFolder = errors.New("it is a folder")

// unreadable says in a sentence why a report could not be read.
func unreadable(err error) (sentence string, args checks.Args) {
	args = checks.Args{}
	var trouble *report.Trouble
	switch {
	case errors.As(err, &trouble):
		args["line"], args["column"], args["field"] = fmt.Sprint(trouble.Line), fmt.Sprint(trouble.Column), trouble.Field
		return trouble.Code, args
	case errors.Is(err, fs.ErrNotExist):
		return "replay.bad.missing", args
	case errors.Is(err, fs.ErrPermission):
		return "replay.bad.permission", args
	case errors.Is(err, errFolder):
		return "replay.bad.folder", args
	}
	return "replay.bad.unreadable", args
}
