package wizard

import (
	"testing"
	"time"

	"fix502/platform/change"
)

func TestStateOfChange(t *testing.T) {
	back := func(e change.Entry) change.Entry { e.Back = "change.x.back"; return e }
	for want, c := range map[ChangeState]change.Listed{
		ChangeStands:  {Entry: back(change.Entry{Outcome: change.Done, Trial: true, Kept: true}), Stands: true},
		ChangeTrial:   {Entry: back(change.Entry{Outcome: change.Done, Trial: true}), Stands: true},
		ChangeUndone:  {Entry: back(change.Entry{Outcome: change.Done, Undone: time.Unix(1, 0)})},
		ChangeFinal:   {Entry: back(change.Entry{Outcome: change.Done, Final: true})},
		ChangeFailed:  {Entry: back(change.Entry{Outcome: change.Failed})},
		ChangeNothing: {Entry: back(change.Entry{Outcome: change.Nothing})},
		ChangeOnce:    {Entry: change.Entry{Outcome: change.Done}},
		ChangeForeign: {Entry: back(change.Entry{Outcome: change.Done}), Unsure: change.ErrNotAllowed},
		ChangeOver:    {Entry: back(change.Entry{Outcome: change.Done})},
	} {
		if got := stateOf(c); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
