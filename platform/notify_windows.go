package platform

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"git.sr.ht/~jackmordaunt/go-toast/tmpl"
	"git.sr.ht/~jackmordaunt/go-toast/wintoast"

	toast "git.sr.ht/~jackmordaunt/go-toast"
)

// notify shows a toast by COM. The library's own Push would fall back to a
// PowerShell script with the policy bypassed, which antivirus programs dislike.
func (s *System) notify(ctx context.Context, title, text string) error {
	xml, err := toastXML(title, text)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		// COM belongs to the thread it was set up on.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		done <- push(xml)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// toastXML writes a toast, silent, the way Windows wants it.
func toastXML(title, text string) (string, error) {
	note := toast.Notification{
		ActivationType: toast.Foreground,
		Title:          withoutCDATAEnd(title),
		Body:           withoutCDATAEnd(text),
		Duration:       toast.Short,
		Audio:          toast.Silent,
	}
	var xml strings.Builder
	if err := tmpl.XMLTemplate.Execute(&xml, &note); err != nil {
		return "", fmt.Errorf("writing a toast: %w", err)
	}
	return xml.String(), nil
}

// push names this program to Windows, once, and hands it the toast.
func push(xml string) error {
	if err := wintoast.SetAppData(wintoast.AppData{AppID: programName}); err != nil {
		return fmt.Errorf("registering for notifications: %w", err)
	}
	return wintoast.Push(xml)
}

// withoutCDATAEnd keeps a text from ending the section it is written into.
func withoutCDATAEnd(text string) string { return strings.ReplaceAll(text, "]]>", "]] >") }
