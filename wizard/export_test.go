package wizard

// AbandonTrial lets go of what is on trial, as the end of the program does.
func (f *Flow) AbandonTrial() {
	t := f.takeTrial()
	t.stop()
	t.Trial.Abandon()
}
