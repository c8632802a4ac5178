package wizard

import (
	"fmt"

	"fix502/checks"
	"fix502/checks/report"
	"fix502/checks/text"
	"fix502/checks/verdict"
)

// Replay judges a report anew from the facts recorded in it, as this program, of
// the version given, sees them. Nothing is asked of this computer or of the network.
func Replay(r report.Report, version string, texts *text.Table) (report.Report, error) {
	again, err := r.Replayed(version, func(ruling verdict.Ruling, target checks.TargetFact) []report.Step {
		return advised(ruling, target, texts)
	}, texts)
	if err != nil {
		return report.Report{}, fmt.Errorf("judging a report: %w", err)
	}
	return again, nil
}

// advised lists the twelve steps with their advice for a ruling.
func advised(ruling verdict.Ruling, target checks.TargetFact, texts *text.Table) []report.Step {
	list := make([]report.Step, 0, len(Steps))
	for _, step := range Steps {
		advice, reason := advise(step.ID, ruling, target.Seen)
		list = append(list, report.Step{
			Number: step.Number, ID: string(step.ID), Advice: string(advice), State: string(StepOpen),
			Reason: texts.Tr(reason, checks.Args{"service": target.Name}),
		})
	}
	return list
}
