package wizard

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"

	"fix502/checks"
	"fix502/platform"
	"fix502/platform/change"
)

// flushAction says which caches run here, and for which of them the system will ask.
func (f *Flow) flushAction(ctx context.Context, v *ActionView) {
	v.Changes = true
	caches, err := f.parts.Machine.DNSCaches(ctx)
	if err != nil {
		return // the result will say what there was
	}
	var asks []string
	for _, c := range caches {
		v.Items = append(v.Items, c.Name)
		if c.Rights {
			asks = append(asks, c.Name)
		}
	}
	if len(asks) > 0 && !f.parts.Machine.Elevated() {
		v.Rights = f.Tr("rights.flush-dns", checks.Args{"names": strings.Join(asks, ", ")})
	}
}

// flush empties the DNS caches that run here, and looks at what this computer makes
// of the target's name before and after.
func (f *Flow) flush(ctx context.Context, progress func(string)) Result {
	host := f.target()
	progress(f.Tr("doing.flush.looking", checks.Args{"host": host}))
	before := f.lookUp(ctx, host)
	progress(f.Tr("doing.flush", nil))
	c := change.NewFlushDNS(f.computer())
	c.Rights = true
	made, err := change.Do(ctx, f.parts.Journal, c)
	names := checks.Args{"names": strings.Join(c.Result.Flushed, ", ")}
	r := Result{}
	switch {
	case len(c.Result.Flushed) > 0:
		r.OK, r.Recheck, r.Text = true, true, f.Tr("did.flushed", names)
	case made.Entry.ID == "":
		r.Text = f.Tr("did.not-journaled", nil)
	case errors.Is(err, platform.ErrRightsDenied), errors.Is(err, platform.ErrNoWayToRights):
		r.Text = f.Tr(rightsCode(err), nil)
	case err == nil && len(c.Result.Refused)+len(c.Result.ByHand) == 0:
		r.OK, r.Text = true, f.Tr("did.flushed.none", nil)
	default:
		r.Text = f.Tr("did.flushed.failed", nil)
	}
	if err != nil {
		r.Detail = err.Error()
	}
	r.Lines = f.notFlushed(c.Result, err)
	if r.Recheck {
		r.Lines = append(f.moved(host, before, f.lookUp(ctx, host)), r.Lines...)
	}
	return r
}

// target is the name whose addresses are measured.
func (f *Flow) target() string { return hostOf(f.setup().Target.URL) }

// lookUp is what the programs on this computer make of a name, nothing where that
// can't be told.
func (f *Flow) lookUp(ctx context.Context, host string) []netip.Addr {
	if _, err := netip.ParseAddr(host); err == nil {
		return nil
	}
	list, err := f.parts.Machine.LookUp(ctx, host)
	if err != nil {
		return nil
	}
	return list
}

// notFlushed says of which caches nothing was emptied, and why.
func (f *Flow) notFlushed(r platform.FlushResult, err error) []string {
	var lines []string
	if len(r.Refused) > 0 {
		code := "did.flushed.refused"
		switch {
		case errors.Is(err, platform.ErrRightsDenied):
			code = "did.flushed.denied"
		case errors.Is(err, platform.ErrNoWayToRights):
			code = "did.flushed.no-way"
		}
		lines = append(lines, f.Tr(code, checks.Args{"names": strings.Join(r.Refused, ", ")}))
	}
	for _, name := range r.ByHand {
		lines = append(lines, f.Tr("did.flushed.by-hand", checks.Args{"name": name}))
	}
	return lines
}

// rightsCode names the words for rights that were not given, or could not be.
func rightsCode(err error) string {
	if errors.Is(err, platform.ErrRightsDenied) {
		return "rights.denied"
	}
	return "rights.no-way"
}

// moved says in words what became of a name's addresses. Services hand out other
// ones of theirs each time, so a part that stayed means that nothing was wrong.
func (f *Flow) moved(host string, before, after []netip.Addr) []string {
	if len(before) == 0 && len(after) == 0 {
		return nil
	}
	args := checks.Args{"host": host, "before": addressList(before), "after": addressList(after)}
	code := "did.moved"
	switch {
	case len(before) == 0:
		code = "did.moved.found"
	case len(after) == 0:
		code = "did.moved.lost"
	case slices.ContainsFunc(after, func(a netip.Addr) bool { return slices.Contains(before, a) }):
		code = "did.moved.same"
	}
	return []string{f.Tr(code, args)}
}

// mostAddresses bounds a list of addresses in a sentence.
const mostAddresses = 2

func addressList(list []netip.Addr) string {
	var words []string
	for _, a := range list[:min(len(list), mostAddresses)] {
		words = append(words, a.String())
	}
	return strings.Join(words, ", ")
}
