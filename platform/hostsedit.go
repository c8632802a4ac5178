package platform

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fix502/platform/parse"
)

// The verbs of helper mode that switch lines of the hosts file off and on again.
const (
	VerbHostsOff = "hosts-off"
	VerbHostsOn  = "hosts-on"
)

// HostsLine is one line of the hosts file, with those of its names that are meant.
type HostsLine struct {
	Number int      `json:"line"`  // counted from 1
	Text   string   `json:"text"`  // as it stands there, without its ending
	Names  []string `json:"names"` // lower case
}

// Off is the line without its names; false where it cannot be switched off.
func (l HostsLine) Off() (string, bool) { return parse.HostsLineOff(l.Text, l.Names) }

// Arg is the line as an argument of helper mode: its number, the digest of its
// text, and the names.
func (l HostsLine) Arg() string {
	return strconv.Itoa(l.Number) + ":" + digest(l.Text) + ":" + strings.Join(l.Names, ",")
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// HostsOrder is what helper mode is told of a line: never its text.
type HostsOrder struct {
	Number int
	Digest string
	Names  []string
}

// hostsNumberLimit bounds the number of a line; hosts files of ad blockers have
// some 200,000.
const hostsNumberLimit = 10_000_000

// hostNameLimit is the longest name that DNS knows.
const hostNameLimit = 253

// ErrArgument says that an argument of helper mode is not of its form.
var ErrArgument = errors.New("not of the argument's form")

// ParseHostsArg reads what Arg wrote, and nothing else.
func ParseHostsArg(arg string) (HostsOrder, error) {
	parts := strings.Split(arg, ":")
	if len(parts) != 3 {
		return HostsOrder{}, ErrArgument
	}
	o := HostsOrder{Digest: parts[1], Names: strings.Split(parts[2], ",")}
	var err error
	if o.Number, err = strconv.Atoi(parts[0]); err != nil || o.Number < 1 || o.Number > hostsNumberLimit || strconv.Itoa(o.Number) != parts[0] {
		return HostsOrder{}, ErrArgument
	}
	sum, err := hex.DecodeString(o.Digest)
	if err != nil || len(sum) != sha256.Size || strings.ToLower(o.Digest) != o.Digest {
		return HostsOrder{}, ErrArgument
	}
	for i, name := range o.Names {
		if !isHostName(name) || slices.Contains(o.Names[:i], name) {
			return HostsOrder{}, ErrArgument
		}
	}
	return o, nil
}

// isHostName tells whether a text has the letters of a host name, in lower case.
func isHostName(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-_."
	return name != "" && len(name) <= hostNameLimit && strings.Trim(name, letters) == ""
}

// HostsLines returns the lines of the hosts file that pin some of the names.
func (s *System) HostsLines(_ context.Context, names []string) ([]HostsLine, error) {
	data, err := s.hostsData()
	if err != nil {
		return nil, err
	}
	var list []HostsLine
	for _, pin := range parse.HostsPins(data, names) {
		line := HostsLine{Number: pin.Number, Text: pin.Text}
		for _, name := range names {
			if _, pins := parse.HostsLineOff(pin.Text, []string{name}); pins && isHostName(name) {
				line.Names = append(line.Names, name)
			}
		}
		if len(line.Names) > 0 {
			list = append(list, line)
		}
	}
	return list, nil
}

func (s *System) hostsData() ([]byte, error) {
	data, err := readLimited(s.fs, s.inside(hostsPath()), hostsLimit)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the hosts file: %w", err)
	}
	return data, nil
}

// HostsOff returns those of the lines that are switched off at present.
func (s *System) HostsOff(_ context.Context, lines []HostsLine) ([]HostsLine, error) {
	data, err := s.hostsData()
	if err != nil {
		return nil, err
	}
	there := make(map[string]bool)
	for _, l := range parse.HostsLines(data) {
		there[l.Text] = true
	}
	var list []HostsLine
	for _, l := range lines {
		if off, ok := l.Off(); ok && there[off] {
			list = append(list, l)
		}
	}
	return list, nil
}

// SwitchHosts switches lines of the hosts file off, or on again, by a process with
// rights. ErrHelperNothing says that none of them was as it is here.
func (s *System) SwitchHosts(ctx context.Context, lines []HostsLine, off bool) error {
	verb, args := VerbHostsOn, make([]string, 0, len(lines))
	if off {
		verb = VerbHostsOff
	}
	for _, l := range lines {
		args = append(args, l.Arg())
	}
	return s.Elevate(ctx, verb, args...)
}

// EditHosts is what the verbs do, in the process with rights. The lines are found
// again by their digests; where one is another now, the file is left as it is.
func (s *System) EditHosts(ctx context.Context, orders []HostsOrder, off bool) error {
	return editHosts(ctx, hostsPath(), orders, off)
}

// errHostsChanged says that a line is not what it was when it was shown.
var errHostsChanged = errors.New("the line is another by now")

func editHosts(ctx context.Context, path string, orders []HostsOrder, off bool) error {
	place, err := filepath.EvalSymlinks(path)
	if err != nil {
		return fmt.Errorf("finding the hosts file: %w", err)
	}
	data, err := readLimited(os.DirFS(filepath.Dir(place)), filepath.Base(place), hostsLimit)
	if err != nil {
		return fmt.Errorf("reading the hosts file: %w", err)
	}
	var out []byte
	var done int
	if off {
		out, done = hostsOff(data, orders)
		if done != len(orders) {
			return fmt.Errorf("switching lines of the hosts file off: %w", errHostsChanged)
		}
	} else {
		out, done = hostsOn(data, orders)
	}
	if done == 0 {
		return ErrHelperNothing
	}
	if err := rewriteFile(ctx, place, out); err != nil {
		return fmt.Errorf("writing the hosts file: %w", err)
	}
	return nil
}

// hostsOff switches off the lines with exactly these numbers and texts.
func hostsOff(data []byte, orders []HostsOrder) (out []byte, done int) {
	byNumber := make(map[int]HostsOrder)
	for _, o := range orders {
		byNumber[o.Number] = o
	}
	out = parse.HostsEdit(data, func(n int, line string) (string, bool) {
		o, meant := byNumber[n]
		if !meant || digest(line) != o.Digest {
			return "", false
		}
		changed, ok := parse.HostsLineOff(line, o.Names)
		if ok {
			done++
		}
		return changed, ok
	})
	return out, done
}

// hostsOn switches lines on again, wherever they are by now: others may have
// changed the file since. Of equal ones the first is taken, once for each order.
func hostsOn(data []byte, orders []HostsOrder) (out []byte, done int) {
	left := slices.Clone(orders)
	out = parse.HostsEdit(data, func(_ int, line string) (string, bool) {
		original, names, off := parse.HostsLineOn(line)
		if !off {
			return "", false
		}
		i := slices.IndexFunc(left, func(o HostsOrder) bool {
			return o.Digest == digest(original) && sameNames(o.Names, names)
		})
		if i < 0 {
			return "", false
		}
		left = slices.Delete(left, i, i+1)
		done++
		return original, true
	})
	return out, done
}

func sameNames(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
