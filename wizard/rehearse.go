package wizard

import (
	"context"
	"fmt"

	"fix502/checks/rehearsal"
	"fix502/checks/text"
)

// RehearsalView is one fault, or one oddity that is none, that can be played.
type RehearsalView struct {
	ID    string `json:"id"`    // for Rehearse
	Code  string `json:"code"`  // the verdict that it ends in
	Title string `json:"title"` // one line
}

// Rehearsals lists them all, faults first, in the order of the verdict codes.
func Rehearsals(texts *text.Table) []RehearsalView {
	var list []RehearsalView
	for _, s := range rehearsal.Scenarios() {
		list = append(list, RehearsalView{ID: s.ID, Code: s.Code, Title: texts.Tr(s.Title(), nil)})
	}
	return list
}

// ErrNoRehearsal is returned for an id that nothing can be played for.
var ErrNoRehearsal = rehearsal.ErrUnknown

// NearestRehearsals lists the ids that an unknown one was perhaps meant to be.
func NearestRehearsals(id string) []string { return rehearsal.Nearest(id) }

// Rehearse makes a walk in which a fault is played by servers inside the program:
// no session is kept, and nothing on this computer is changed. end must be called
// when the walk is over; ending ctx does the same. The error is
// ErrNoRehearsal for an id that is none.
type Rehearse func(ctx context.Context, id string) (f *Flow, end func(), err error)

// Stage gives what makes rehearsals. Of the parts it takes the words, the version,
// Sleep, and from the host the kind of operating system; the rest is the played
// world's.
func Stage(p Parts) Rehearse {
	return func(ctx context.Context, id string) (*Flow, func(), error) {
		world, err := rehearsal.Open(ctx, id)
		if err != nil {
			return nil, nil, fmt.Errorf("rehearsing: %w", err)
		}
		if p.Env.Host != nil { // instructions are for the computer that they are read on
			info, _ := p.Env.Host.Info(ctx) // its system is known where the rest is not
			world.Like(info.OS)
		}
		f := NewFlow(Parts{
			Catalog: world.Catalog(), Texts: p.Texts, Env: world.Env(), Machine: world.Machine(), Rehearsal: id,
			Getenv: func(string) string { return "" }, Version: p.Version, Sleep: p.Sleep,
		})
		if err := f.Choose(world.Target(), world.Seen); err != nil {
			world.Close()
			return nil, nil, fmt.Errorf("rehearsing: %w", err)
		}
		return f, world.Close, nil
	}
}

// Rehearsal is the id of the fault that is played in this walk, "" for a real one.
func (f *Flow) Rehearsal() string { return f.parts.Rehearsal }
