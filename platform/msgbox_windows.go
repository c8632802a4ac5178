package platform

import (
	"context"

	"golang.org/x/sys/windows"
)

// messageBox shows the system's own box. It cannot be closed from here: when ctx
// ends before the user closes it, it stays.
func (s *System) messageBox(ctx context.Context, title, text string) error {
	caption, err := windows.UTF16PtrFromString(title)
	if err != nil {
		return err
	}
	body, err := windows.UTF16PtrFromString(text)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		_, err := windows.MessageBox(0, body, caption, windows.MB_OK|windows.MB_ICONINFORMATION|windows.MB_SETFOREGROUND)
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
