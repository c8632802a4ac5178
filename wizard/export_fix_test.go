package wizard

import "fix502/platform/change"

// Conclude makes an outcome the last one, as a run does.
func (f *Flow) Conclude(o *Outcome) {
	f.state.mu.Lock()
	defer f.state.mu.Unlock()
	f.state.outcome = o
}

// Fixes lists the buttons of fix cards, by code.
func Fixes() map[string]ActionID { return fixes }

// JournalForTest is the journal of a walk.
func (f *Flow) JournalForTest() *change.Journal { return f.parts.Journal }

// HostForTest is the computer of a walk.
func (f *Flow) HostForTest() Machine { return f.parts.Machine }

// StateOf tells what became of a change.
func StateOf(c change.Listed) ChangeState { return stateOf(c) }

// Restarted is a new start of the program on the same computer.
func (f *Flow) Restarted() *Flow { return NewFlow(f.parts) }
