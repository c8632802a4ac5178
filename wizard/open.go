package wizard

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"fix502/checks"
	"fix502/platform"
)

// window is a way of opening the target that tells something by what is seen there.
type window struct {
	mode   platform.BrowserMode
	asks   string // the kind of question afterwards
	opened string // code of the words that say that it was opened
}

// windows are the actions that open a browser in another way than usual.
var windows = map[ActionID]window{
	OpenFresh:   {platform.FreshWindow, sawFresh, "did.opened.fresh"},
	OpenPrivate: {platform.PrivateWindow, sawPrivate, "did.opened.private"},
	OpenClean:   {platform.CleanProfile, sawClean, "did.opened.clean"},
}

// offered are the browsers of a list that an action can use, as its choices.
func offered(browsers []platform.Browser, fits func(platform.Browser) bool) []Choice {
	var list []Choice
	for _, b := range browsers {
		if fits(b) {
			list = append(list, Choice{ID: b.ID, Label: b.Name})
		}
	}
	return list
}

// browserAction fills in which browsers an action that opens one can use.
func (f *Flow) browserAction(v *ActionView, browsers []platform.Browser, args checks.Args) {
	missing := "action.off.by-hand"
	switch v.ID {
	case OpenElsewhere:
		v.Choices, missing = offered(browsers, func(b platform.Browser) bool { return !b.Default }), "action.off.no-browser"
		args["browser"] = f.Tr("action.other-browser", nil)
		if len(v.Choices) == 1 {
			args["browser"] = v.Choices[0].Label
		}
	case OpenClearData:
		v.Choices = offered(browsers, func(b platform.Browser) bool { return b.Takes(platform.ClearDataPage) })
	default:
		v.Choices = offered(browsers, func(b platform.Browser) bool { return b.Takes(windows[v.ID].mode) })
	}
	if len(v.Choices) == 0 && v.ID != OpenFresh { // that one is left to the system then
		v.Off = f.Tr(missing, args)
	}
}

func browserByID(browsers []platform.Browser, id string) (platform.Browser, bool) {
	i := slices.IndexFunc(browsers, func(b platform.Browser) bool { return b.ID == id })
	if i < 0 {
		return platform.Browser{}, false
	}
	return browsers[i], true
}

// pick is the chosen browser, or without a choice the first that fits.
func (f *Flow) pick(ctx context.Context, choice string, fits func(platform.Browser) bool) (platform.Browser, bool) {
	browsers := f.browsers(ctx)
	if choice != "" {
		return browserByID(browsers, choice)
	}
	i := slices.IndexFunc(browsers, fits)
	if i < 0 {
		return platform.Browser{}, false
	}
	return browsers[i], true
}

// openSomething carries out the actions that open a page.
func (f *Flow) openSomething(ctx context.Context, id ActionID, choice string) Result {
	switch id {
	case OpenStatusPage:
		return f.open(ctx, f.setup().Service.Status.URL)
	case OpenSupportForm:
		return f.open(ctx, supportURL(f.setup().Service))
	case OpenElsewhere:
		return f.openElsewhere(ctx, choice)
	case OpenFresh, OpenPrivate, OpenClean:
		return f.openWindow(ctx, id, choice)
	case OpenClearData:
		return f.openClearData(ctx, choice)
	}
	return f.open(ctx, f.setup().Target.URL)
}

// openWindow opens the target in a way of its own and asks what is seen there.
func (f *Flow) openWindow(ctx context.Context, id ActionID, choice string) Result {
	w := windows[id]
	b, found := f.pick(ctx, choice, func(b platform.Browser) bool { return b.Takes(w.mode) })
	if !found && id == OpenFresh {
		return f.open(ctx, f.Target().URL) // whatever this computer opens it with
	}
	args := checks.Args{"service": f.Target().Name, "url": f.Target().URL, "browser": b.Name}
	if !found {
		return Result{Text: f.Tr("action.off.by-hand", args)}
	}
	return f.opened(f.parts.Machine.OpenWith(ctx, b, w.mode, f.Target().URL), w.opened, w.asks, b, args)
}

// openElsewhere opens the target in another browser than the usual one.
func (f *Flow) openElsewhere(ctx context.Context, choice string) Result {
	b, found := f.pick(ctx, choice, func(b platform.Browser) bool { return !b.Default })
	args := checks.Args{"service": f.Target().Name, "url": f.Target().URL, "browser": b.Name}
	if !found {
		return Result{Text: f.Tr("did.open.refused", args)}
	}
	return f.opened(f.parts.Machine.OpenIn(ctx, b, f.Target().URL), "did.opened.elsewhere", sawElsewhere, b, args)
}

// opened says how the opening of a browser went.
func (f *Flow) opened(err error, code, asks string, b platform.Browser, args checks.Args) Result {
	switch {
	case errors.Is(err, platform.ErrByHand):
		return Result{Text: f.Tr("action.off.by-hand", args)}
	case err != nil:
		return Result{Text: f.Tr("did.open.refused", args), Detail: err.Error()}
	}
	return Result{OK: true, Text: f.Tr(code, args), Question: f.question(asks, b)}
}

// usual is the name of the browser that opens links here.
func (f *Flow) usual(ctx context.Context, but string) string {
	name := ""
	for _, b := range f.browsers(ctx) {
		if b.Default && b.ID != but {
			name = b.Name
		}
	}
	return cmp.Or(name, f.Tr("action.usual-browser", nil))
}
