package terminal

import (
	"context"
	"os"
	"path/filepath"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/report"
)

// withoutWindow does the main job where the graphics cannot open a window: it runs
// the check, opens the report in the browser and says why, instead of vanishing.
func (p Program) withoutWindow(ctx context.Context, found *catalog.Catalog) error {
	p.say(p.tr("nowindow.why", nil))
	f := p.Flow(found)
	limited, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	p.progress(f, true).follow(f.Check(limited))
	r, err := f.Report(true)
	if err != nil {
		return p.internal(err)
	}
	ended := p.finish(options{}, r, f.Outcome().Complete)
	text := p.tr("nowindow.text", checks.Args{"headline": r.Verdict.Headline})
	if !p.openReport(ctx, r) {
		text = p.tr("nowindow.unopened", checks.Args{"headline": r.Verdict.Headline, "explanation": r.Verdict.Explanation})
	}
	if err := p.Desk.MessageBox(ctx, "Fix502", text); err != nil {
		p.say(text)
	}
	return ended
}

// openReport shows the report's page in the browser. What is missing for it, the
// message box tells in other words.
func (p Program) openReport(ctx context.Context, r report.Report) bool {
	dir := p.Desk.StateDir()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false
	}
	paths, err := report.Save(dir, r, p.Texts)
	if err != nil {
		return false
	}
	for _, path := range paths {
		if filepath.Ext(path) == ".html" {
			p.say(p.tr("terminal.saved", checks.Args{"paths": path}))
			return p.Desk.OpenFile(ctx, path) == nil
		}
	}
	return false
}
