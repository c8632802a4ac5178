// Package wizard is the guided flow: the twelve steps as data, the session that
// remembers what was tried, the advice which step can help, and the watch. Both
// fronts, the window and the command line, show what it says.
//
// What must not live here: widgets, sockets, the starting of programs.
package wizard

// StepID names a step for good; the values are those of contract §4.
type StepID string

// The twelve steps.
const (
	CheckStatus    StepID = "check-status"
	EndProcess     StepID = "end-process"
	Reload         StepID = "reload"
	NewSession     StepID = "new-session"
	ClearCache     StepID = "clear-cache"
	SafeMode       StepID = "safe-mode"
	ChangeDNS      StepID = "change-dns"
	OtherBrowser   StepID = "other-browser"
	Restart        StepID = "restart"
	ContactSupport StepID = "contact-support"
	ContactISP     StepID = "contact-isp"
	ComeBackLater  StepID = "come-back-later"
)

// Step is one of the twelve. Its words are in assets/texts: "step.<id>" is the
// name in the rail, "step.<id>.title" the page's heading, "step.<id>.why" the
// paragraph on why it can help.
type Step struct {
	Number  int
	ID      StepID
	Actions []ActionID // the automatic part, as buttons, in order
}

// Steps is the whole wizard.
var Steps = []Step{
	{1, CheckStatus, []ActionID{ReadStatus, OpenStatusPage}},
	{2, EndProcess, []ActionID{EndApp, EndAndStartApp}},
	{3, Reload, []ActionID{ReloadTarget, OpenTarget}},
	{4, NewSession, []ActionID{OpenPrivate, OpenFresh}},
	{5, ClearCache, []ActionID{ClearAppCache, ClearBrowserCache, OpenClearData}},
	{6, SafeMode, []ActionID{OpenClean}},
	{7, ChangeDNS, []ActionID{SwitchDNS, FlushDNS, CompareResolvers}},
	{8, OtherBrowser, []ActionID{OpenElsewhere}},
	{9, Restart, []ActionID{TimeRouter, RestartComputer, CancelRestart}},
	{10, ContactSupport, []ActionID{OpenSupportForm}},
	{11, ContactISP, nil},
	{12, ComeBackLater, nil}, // the watch has a screen of its own
}

// StepByID finds a step.
func StepByID(id StepID) (Step, bool) {
	for _, s := range Steps {
		if s.ID == id {
			return s, true
		}
	}
	return Step{}, false
}

// ActionID names something the program can do in a step. Its words:
// "action.<id>" is the button, "action.<id>.note" says beforehand what will happen.
type ActionID string

// The automatic parts.
const (
	ReadStatus        ActionID = "read-status"
	OpenStatusPage    ActionID = "open-status-page"
	EndApp            ActionID = "end-app"
	EndAndStartApp    ActionID = "end-and-start-app"
	ReloadTarget      ActionID = "reload-target"
	OpenTarget        ActionID = "open-target"
	OpenElsewhere     ActionID = "open-elsewhere"
	OpenFresh         ActionID = "open-fresh"
	OpenPrivate       ActionID = "open-private"
	OpenClean         ActionID = "open-clean"
	ClearAppCache     ActionID = "clear-app-cache"
	ClearBrowserCache ActionID = "clear-browser-cache"
	OpenClearData     ActionID = "open-clear-data" // only listed where a browser takes it
	FlushDNS          ActionID = "flush-dns"
	SwitchDNS         ActionID = "switch-dns"
	CompareResolvers  ActionID = "compare-resolvers"
	OpenSupportForm   ActionID = "open-support-form"
	TimeRouter        ActionID = "time-router"      // Flow.RouterRestart; as an action it tells its ticks as progress
	RestartComputer   ActionID = "restart-computer" // saved and resumed: Flow.AfterRestart
	CancelRestart     ActionID = "cancel-restart"   // only listed while a restart can be called off

	// The buttons of fix cards, for Flow.Fix.
	SwitchHostsOff ActionID = "hosts-off"
	SwitchProxyOff ActionID = "proxy-off"
	SetClock       ActionID = "set-clock"
)
