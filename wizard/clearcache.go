package wizard

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"fix502/checks"
	"fix502/platform"
	"fix502/platform/change"
)

// cacheAction fills in what clearing would touch.
func (f *Flow) cacheAction(ctx context.Context, v *ActionView, args checks.Args) {
	v.Changes = true
	owners := f.owners(ctx, v.ID, "")
	for _, o := range owners {
		label := checks.Args{"app": o.name, "size": f.size(o.bytes)}
		c := Choice{ID: o.id, Label: f.Tr("cache.choice", label), Items: o.sizes}
		if o.running {
			c.Off = f.Tr("did.cache.in-use", label)
		}
		v.Choices = append(v.Choices, c)
	}
	switch {
	case len(owners) == 0:
		v.Off = f.Tr("action.off.no-cache", args)
	case !slices.ContainsFunc(owners, func(o cacheOwner) bool { return !o.running }):
		v.Off = v.Choices[0].Off
	}
	// The first that can be cleared is the one that is offered first.
	slices.SortStableFunc(v.Choices, func(a, b Choice) int { return min(len(a.Off), 1) - min(len(b.Off), 1) })
	if len(v.Choices) == 1 {
		v.Items = v.Choices[0].Items
	}
}

// size says a number of bytes as file viewers do, in thousands.
func (f *Flow) size(bytes int64) string {
	const kilo, mega, giga = 1e3, 1e6, 1e9
	n := float64(bytes)
	switch {
	case n < mega:
		return f.Tr("size.kb", checks.Args{"n": fmt.Sprintf("%.0f", max(n/kilo, 1))})
	case n < giga:
		return f.Tr("size.mb", checks.Args{"n": fmt.Sprintf("%.0f", n/mega)})
	}
	return f.Tr("size.gb", checks.Args{"n": fmt.Sprintf("%.1f", n/giga)})
}

// clearCaches puts the caches of one app or browser away, each folder as a change
// of its own.
func (f *Flow) clearCaches(ctx context.Context, id ActionID, choice string, progress func(string)) Result {
	f.learn(ctx)
	owners := f.owners(ctx, id, choice)
	i := slices.IndexFunc(owners, func(o cacheOwner) bool { return o.id == choice || choice == "" && !o.running })
	if i < 0 {
		return Result{Text: f.Tr("did.cache.none", nil)}
	}
	o := owners[i]
	args := checks.Args{"app": o.name, "size": f.size(o.bytes)}
	if o.running {
		return Result{Text: f.Tr("did.cache.in-use", args)}
	}
	progress(f.Tr("doing.cache", args))
	r := Result{OK: true, Recheck: true, Text: f.Tr("did.cache", args), Lines: o.sizes}
	var left int64
	for _, folder := range o.folders {
		c := change.NewClearCache(f.computer(), folder)
		c.Size = f.size(change.TotalSize(ctx, folder))
		done, err := change.Do(ctx, f.parts.Journal, c)
		if done.InForce {
			r.Made = append(r.Made, done.Entry.ID)
		}
		if err != nil {
			r.OK, r.Recheck, r.Lines, r.Detail = false, false, nil, err.Error()
			r.Text = f.Tr(cacheTrouble(err), args)
			if len(r.Made) > 0 {
				r.Lines = []string{f.Tr("did.cache.part", args)}
			}
			return r
		}
		left += change.TotalSize(ctx, folder)
	}
	code := "did.cache.empty"
	if left > 0 {
		code = "did.cache.left"
	}
	args["left"] = f.size(left)
	r.Lines = append([]string{f.Tr(code, args)}, r.Lines...)
	return r
}

// cacheTrouble names what kept caches from being moved.
func cacheTrouble(err error) string {
	switch {
	case errors.Is(err, change.ErrInUse):
		return "did.cache.in-use"
	case errors.Is(err, change.ErrNoJournal):
		return "did.not-journaled"
	case errors.Is(err, context.Canceled):
		return "did.cache.stopped"
	case errors.Is(err, platform.OtherVolume):
		return "did.cache.volume"
	case errors.Is(err, platform.DiskFull):
		return "did.cache.full"
	case errors.Is(err, fs.ErrPermission):
		return "did.cache.refused"
	}
	return "did.cache.failed"
}

// kept says what a change keeps for its way back, and how long yet.
func (f *Flow) kept(c change.Listed) string {
	if c.Kind != change.ClearCacheKind || !c.Stands {
		return ""
	}
	const day = 24 * time.Hour
	left := max(change.KeepFor-f.parts.Env.Now().Sub(c.At), 0)
	return f.Tr("change.keeps", checks.Args{"size": c.Words["size"], "days": fmt.Sprint(int((left + day - 1) / day))})
}

// Drop deletes what a change keeps for its way back, once and for all.
func (f *Flow) Drop(ctx context.Context, id string) Result {
	if f.parts.Journal == nil {
		return Result{Text: f.Tr("change.drop-failed", nil)}
	}
	f.learn(ctx)
	err := f.parts.Journal.Finish(ctx, f.computer(), id)
	switch {
	case err == nil:
		f.unmade(id)
		return Result{OK: true, Text: f.Tr("change.dropped", nil)}
	case errors.Is(err, change.ErrNotStanding), errors.Is(err, change.ErrNothingKept):
		return Result{OK: true, Text: f.Tr("change.none-kept", nil)}
	}
	return Result{Text: f.Tr("change.drop-failed", nil), Detail: err.Error()}
}

// tidy drops what was kept long enough. What can't be dropped now is tried again
// at the next start.
func (f *Flow) tidy(ctx context.Context) {
	_ = f.parts.Journal.Sweep(ctx, f.computer())
	_ = f.parts.Machine.DropProfiles(ctx)
}

// openClearData opens a browser's own page for clearing what it stores.
func (f *Flow) openClearData(ctx context.Context, choice string) Result {
	b, found := f.pick(ctx, choice, func(b platform.Browser) bool { return b.Takes(platform.ClearDataPage) })
	args := checks.Args{"browser": b.Name}
	if !found {
		return Result{Text: f.Tr("action.off.by-hand", args)}
	}
	switch err := f.parts.Machine.OpenWith(ctx, b, platform.ClearDataPage, ""); {
	case errors.Is(err, platform.ErrByHand):
		return Result{Text: f.Tr("action.off.by-hand", args)}
	case err != nil:
		return Result{Text: f.Tr("did.open-clear-data.refused", args), Detail: err.Error()}
	}
	return Result{OK: true, Text: f.Tr("did.open-clear-data", args)}
}
