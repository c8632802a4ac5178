package platform

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// BrowserMode is a way of opening a browser that tells more than a plain page.
type BrowserMode string

// The ways of opening a browser.
const (
	FreshWindow   BrowserMode = "fresh"      // a window of its own
	PrivateWindow BrowserMode = "private"    // without the cookies and stored pages of the user
	CleanProfile  BrowserMode = "clean"      // without add-ons, cookies, stored pages, settings: a temporary profile
	ClearDataPage BrowserMode = "clear-data" // the browser's own page for clearing what it stores
)

// ErrByHand says that a browser does not take this from outside: the user has to
// do it in the browser itself.
var ErrByHand = errors.New("by hand only")

// clearDataAddress is Firefox's page for it. It takes its about: addresses from
// the command line and refuses only chrome: ones (mozilla-firefox/firefox,
// nsBrowserContentHandler); Chromium refuses all of its own but one
// (startup_tab_provider.cc).
const clearDataAddress = "about:preferences#privacy"

// Takes tells whether a browser can be opened in a mode from outside.
func (b Browser) Takes(mode BrowserMode) bool {
	if len(b.Command) == 0 {
		return false
	}
	switch b.Family {
	case FamilyChromium:
		return mode == FreshWindow || mode == CleanProfile || mode == PrivateWindow && privateFlag(b.ID) != ""
	case FamilyFirefox:
		return true
	}
	return mode == FreshWindow
}

// privateFlag is how a browser of the Chromium family calls a private window.
func privateFlag(id string) string {
	switch id {
	case "edge":
		return "--inprivate"
	case "opera", "opera-gx":
		return "--private"
	case "arc": // it takes none
		return ""
	}
	return "--incognito"
}

// OpenWith opens an http(s) address in one browser of those that Browsers found,
// in a mode; ClearDataPage takes no address. It returns as soon as the browser
// was started. ErrByHand says that this browser cannot be asked for it, ErrNotWeb
// that the address is none of the web.
//
// A temporary profile lies in a folder of its own, which is removed as soon as
// the browser is closed, or by DropProfiles.
func (s *System) OpenWith(ctx context.Context, b Browser, mode BrowserMode, address string) error {
	if !b.Takes(mode) {
		return fmt.Errorf("opening %s (%s): %w", b.ID, mode, ErrByHand)
	}
	if mode == ClearDataPage {
		return s.Launch(ctx, modeCommand(b.Command, clearDataAddress))
	}
	address, err := webAddress(address)
	if err != nil {
		return err
	}
	if mode == CleanProfile {
		return s.openClean(ctx, b, address)
	}
	return s.Launch(ctx, modeCommand(b.Command, modeArguments(b, mode, address)...))
}

// modeArguments are what a browser is given for a mode.
func modeArguments(b Browser, mode BrowserMode, address string) []string {
	switch {
	case b.Family == FamilyFirefox && mode == PrivateWindow:
		return []string{"--private-window", address}
	case mode == PrivateWindow:
		return []string{privateFlag(b.ID), address}
	case b.Family == FamilyFirefox, b.Family == FamilyChromium:
		return []string{"--new-window", address}
	}
	return []string{address}
}

// cleanArguments start a second instance beside the one that runs. That is why
// the temporary profile is used and not --disable-extensions alone: with the
// user's own profile a running browser takes the address and drops the flag.
func cleanArguments(b Browser, profile, address string) []string {
	if b.Family == FamilyFirefox {
		return []string{"--no-remote", "--profile", profile, address}
	}
	return []string{
		"--user-data-dir=" + profile, "--no-first-run", "--no-default-browser-check",
		"--disable-extensions",   // those that a policy or another program forces on every profile
		"--password-store=basic", // no question for the key ring's password
		address,
	}
}

// modeCommand appends arguments to how a browser is started. macOS' own opener
// hands them on behind --args, and only to an instance that it starts; that one
// gives them to the browser that runs.
func modeCommand(command []string, args ...string) []string {
	if len(command) == 0 || command[0] != macOpener {
		return append(slices.Clone(command), args...)
	}
	if len(args) == 1 { // a plain address
		return append(slices.Clone(command), args...)
	}
	list := append([]string{macOpener, "-n"}, command[1:]...)
	return append(append(list, "--args"), args...)
}

// macOpener is macOS' own program that starts apps.
const macOpener = "/usr/bin/open"
