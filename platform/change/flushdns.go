package change

import (
	"context"

	"fix502/platform"
)

// FlushDNS empties the system's DNS caches. There is no way back and none is
// needed: they fill again by themselves.
type FlushDNS struct {
	Rights bool                 // the user agreed to be asked for rights where a cache needs them
	Result platform.FlushResult // after Apply: which caches were emptied

	computer Computer
}

// NewFlushDNS plans the emptying of the system's DNS caches.
func NewFlushDNS(c Computer) *FlushDNS { return &FlushDNS{computer: c} }

// restoreFlushDNS makes the change of an entry again.
func restoreFlushDNS(_ Entry, c Computer) (Change, error) { return NewFlushDNS(c), nil }

// Describe is part of Change.
func (f *FlushDNS) Describe() Description {
	return Description{Kind: FlushDNSKind, Code: "change.flush-dns", Args: struct{}{}}
}

// Apply is part of Change. Which caches were emptied is in Result.
func (f *FlushDNS) Apply(ctx context.Context) error {
	var err error
	if f.Rights {
		f.Result, err = f.computer.Machine.FlushDNSWithRights(ctx)
	} else {
		f.Result, err = f.computer.Machine.FlushDNS(ctx)
	}
	if err == nil && len(f.Result.Flushed) == 0 {
		return ErrNothing
	}
	return err
}

// Verify is part of Change: an emptied cache is nothing that stays.
func (f *FlushDNS) Verify(context.Context) (bool, error) { return false, nil }

// Undo is part of Change.
func (f *FlushDNS) Undo(context.Context) error { return ErrNoWayBack }
