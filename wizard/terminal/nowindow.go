package terminal

import (
	"context"
	"strings"

	"fix502/checks"
	"fix502/checks/catalog"
	"fix502/checks/report"
)

// withoutWindow does the main job where the graphics cannot open a window: it runs
// the check, opens the report in the browser and says why, instead of vanishing.
func (p Program) withoutWindow(ctx context.Context, found *catalog.Catalog) int {
	p.say(p.tr("nowindow.why", nil))
	f := p.Flow(found)
	limited, cancel := context.WithTimeout(ctx, runLimit)
	defer cancel()
	p.follow(limited, f)
	r, err := f.Report(true)
	if err != nil {
		p.say(p.tr("terminal.internal", checks.Args{"detail": err.Error()}))
		return ExitInternal
	}
	if err := p.print(p.Out, f, r); err != nil {
		p.say(p.tr("terminal.internal", checks.Args{"detail": err.Error()}))
	}
	text := p.tr("nowindow.text", checks.Args{"headline": r.Verdict.Headline})
	paths, err := report.Save(p.Desk.StateDir(), r, p.Texts)
	if err == nil {
		for _, path := range paths {
			if strings.HasSuffix(path, ".html") {
				err = p.Desk.OpenFile(ctx, path)
				p.say(p.tr("terminal.saved", checks.Args{"paths": path}))
			}
		}
	}
	if err != nil {
		text = p.tr("nowindow.unopened", checks.Args{"headline": r.Verdict.Headline, "explanation": r.Verdict.Explanation})
	}
	if err := p.Desk.MessageBox(ctx, "Fix502", text); err != nil {
		p.say(text)
	}
	if r.Verdict.Code == "healthy" {
		return ExitHealthy
	}
	return ExitProblem
}
