package platformtest

import (
	"context"

	"fix502/platform"
)

// do puts a wish that has no further arguments.
func do(ctx context.Context, on func(context.Context) error) error {
	if on == nil {
		return ErrUnexpected
	}
	return on(ctx)
}

// AskToQuit answers by OnAskToQuit.
func (h *Host) AskToQuit(ctx context.Context, args []string) error {
	if h.OnAskToQuit == nil {
		return ErrUnexpected
	}
	return h.OnAskToQuit(ctx, args)
}

// Held answers by OnHeld, and that nothing is held where it is nil.
func (h *Host) Held(ctx context.Context, list []platform.Process) (platform.Held, error) {
	if h.OnHeld == nil {
		return platform.Held{}, nil
	}
	return h.OnHeld(ctx, list)
}

// Uptime answers by OnUptime, and that it is not known where it is nil.
func (h *Host) Uptime(ctx context.Context) (platform.Uptime, error) {
	if h.OnUptime == nil {
		return platform.Uptime{}, nil
	}
	return h.OnUptime(ctx)
}

// RestartWay answers by OnRestartWay, and that there is none where it is nil.
func (h *Host) RestartWay(ctx context.Context) (platform.RestartWay, error) {
	if h.OnRestartWay == nil {
		return platform.RestartWay{}, nil
	}
	return h.OnRestartWay(ctx)
}

// Restart answers by OnRestart.
func (h *Host) Restart(ctx context.Context, reason string) error {
	if h.OnRestart == nil {
		return ErrUnexpected
	}
	return h.OnRestart(ctx, reason)
}

// CancelRestart answers by OnCancelRestart.
func (h *Host) CancelRestart(ctx context.Context) error { return do(ctx, h.OnCancelRestart) }

// LoginStart answers by OnLoginStart, and that nothing is set where it is nil.
func (h *Host) LoginStart(ctx context.Context) (string, bool, error) {
	if h.OnLoginStart == nil {
		return "", false, nil
	}
	return h.OnLoginStart(ctx)
}

// SetLoginStart answers by OnSetLoginStart.
func (h *Host) SetLoginStart(ctx context.Context) error { return do(ctx, h.OnSetLoginStart) }

// ClearLoginStart answers by OnClearLoginStart.
func (h *Host) ClearLoginStart(ctx context.Context) error { return do(ctx, h.OnClearLoginStart) }
