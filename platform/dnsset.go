package platform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// The verbs of helper mode for DNS settings.
const (
	VerbTryDNS = "try-dns"
	VerbSetDNS = "set-dns"
)

// DNSGuard is how a process with rights, which sets servers on trial, is told
// what is to become of them. It puts the old ones back by itself where it is not
// told within DNSTrial.
type DNSGuard struct {
	Token string // full path of the file by which it is told; "" where nothing is on trial
}

const (
	// DNSTrial is how long the process with rights waits for the token: longer than
	// the user is given to answer, so that it is only needed where the program died.
	DNSTrial = 75 * time.Second
	// tokenLook is the pause between two looks for the token.
	tokenLook = 200 * time.Millisecond
	// tokenLimit bounds what is read of a token, in bytes.
	tokenLimit = 16
)

// What a token says.
const (
	tokenKeep = "keep"
	tokenBack = "back"
)

// SetDNS makes these the settings in force. Where this process lacks the rights,
// one with rights is asked for: with a guard it stays, on trial; see DNSGuard.
// The errors are DNSRefusal, ErrRightsDenied, ErrNoWayToRights and technical ones.
func (s *System) SetDNS(ctx context.Context, want []DNSSetting, guard DNSGuard) error {
	err := s.applyDNS(ctx, want)
	if err == nil || !errors.Is(err, errDNSRights) {
		return wrapSetting(err)
	}
	var args []string
	for _, d := range want {
		args = append(args, d.Arg())
	}
	if guard.Token == "" {
		return wrapSetting(s.Elevate(ctx, VerbSetDNS, args...))
	}
	return wrapSetting(s.startTrial(ctx, want, guard, append([]string{guard.Token}, args...)))
}

func wrapSetting(err error) error {
	if err != nil {
		return fmt.Errorf("changing DNS settings: %w", err)
	}
	return nil
}

// startTrial starts the process with rights and waits until it has set the
// servers. It goes on after that, until it is told what becomes of them.
func (s *System) startTrial(ctx context.Context, want []DNSSetting, guard DNSGuard, args []string) error {
	if err := os.WriteFile(guard.Token+askedSuffix, nil, 0o600); err != nil {
		return err
	}
	ended := make(chan error, 1)
	// Not ended with ctx: the process puts the old servers back whatever becomes of
	// this one, and somebody has to wait for it.
	go func() { ended <- s.Elevate(context.WithoutCancel(ctx), VerbTryDNS, args...) }()
	look := time.NewTicker(tokenLook)
	defer look.Stop()
	for {
		select {
		case err := <-ended:
			if err == nil { // it had put them back before it was seen that they were set
				return errHelper
			}
			return err
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-look.C:
			if now, err := s.DNSNow(ctx, want); err == nil && allHold(want, now) {
				return nil
			}
		}
	}
}

func allHold(want, now []DNSSetting) bool {
	for _, d := range want {
		if !d.HoldsIn(now) {
			return false
		}
	}
	return true
}

// PutDNS sets servers for good, in a process that has the rights. A setting of a
// connection that isn't there is refused.
func (s *System) PutDNS(ctx context.Context, want []DNSSetting) error {
	_, want, err := s.presentDNS(ctx, want)
	if err != nil {
		return err
	}
	return s.applyDNS(ctx, want)
}

// presentDNS finds what these settings are at present, and completes them by what
// only this computer knows.
func (s *System) presentDNS(ctx context.Context, want []DNSSetting) (before, complete []DNSSetting, err error) {
	before, err = s.DNSNow(ctx, want)
	if err != nil {
		return nil, nil, err
	}
	if len(before) != len(want) {
		return nil, nil, DNSElsewhere
	}
	for i, d := range want {
		d.Profile, d.Name = before[i].Profile, before[i].Name
		complete = append(complete, d)
	}
	return before, complete, nil
}

// TryDNS sets servers on trial, in a process that has the rights: it reads what is
// set, sets the new ones, and puts the old ones back unless the token says in time
// that they are to stay. Settings that somebody else changed meanwhile are left.
func (s *System) TryDNS(ctx context.Context, want []DNSSetting, token string) error {
	if err := CheckToken(token); err != nil {
		return err
	}
	before, want, err := s.presentDNS(ctx, want)
	if err != nil {
		return err
	}
	err = s.applyDNS(ctx, want)
	if err == nil && waitToken(ctx, token) {
		return nil
	}
	// Whatever ended the trial, also this process being told to end.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), runLimit)
	defer cancel()
	now, listed := s.DNSNow(ctx, want)
	var back []DNSSetting
	for i, d := range want {
		if listed != nil || d.HoldsIn(now) {
			back = append(back, before[i])
		}
	}
	return errors.Join(err, s.applyDNS(ctx, back))
}

// waitToken tells whether the token says in time that the servers are to stay.
func waitToken(ctx context.Context, token string) bool {
	ctx, cancel := context.WithTimeout(ctx, DNSTrial)
	defer cancel()
	look := time.NewTicker(tokenLook)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-look.C:
		}
		switch said, err := readToken(token); {
		case errors.Is(err, os.ErrNotExist):
		case err == nil && said == tokenKeep:
			return true
		default: // told to go back, or something that is no token
			return false
		}
	}
}

// readToken reads a file that belongs to somebody with fewer rights: nothing but
// an ordinary file, and only its beginning.
func readToken(name string) (string, error) {
	if info, err := os.Lstat(name); err != nil {
		return "", err
	} else if !info.Mode().IsRegular() {
		return "", errToken
	}
	file, err := os.OpenFile(name, os.O_RDONLY|openWithoutWaiting, 0)
	if err != nil {
		return "", err
	}
	defer file.Close() //nolint:errcheck // opened for reading only
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return "", errToken
	}
	text := make([]byte, tokenLimit)
	n, _ := file.Read(text) // an empty file says nothing, as one that can't be read
	return string(text[:n]), nil
}

var errToken = errors.New("not a token")

// tokenPrefix begins the names of tokens.
const tokenPrefix, tokenSuffix = "dns-trial-", ".token"

// CheckToken tells whether a path is that of a token: absolute, without detours,
// and of a token's name.
func CheckToken(token string) error {
	name := filepath.Base(token)
	id, begins := trimBoth(name, tokenPrefix, tokenSuffix)
	if !filepath.IsAbs(token) || filepath.Clean(token) != token || !begins || !isTokenID(id) {
		return errToken
	}
	return nil
}

func trimBoth(s, prefix, suffix string) (string, bool) {
	if len(s) < len(prefix)+len(suffix) || s[:len(prefix)] != prefix || s[len(s)-len(suffix):] != suffix {
		return "", false
	}
	return s[len(prefix) : len(s)-len(suffix)], true
}

func isTokenID(id string) bool {
	for _, r := range id {
		if (r < 'A' || r > 'Z') && (r < '2' || r > '7') {
			return false
		}
	}
	return id != ""
}

// TokenPath names the token of a trial inside a folder; id is of rand.Text's letters.
func TokenPath(dir, id string) string { return filepath.Join(dir, tokenPrefix+id+tokenSuffix) }

// TellDNS tells the process with rights what becomes of the servers on trial. It
// does no harm where there is none.
func (g DNSGuard) TellDNS(keep bool) error {
	if err := CheckToken(g.Token); err != nil {
		return fmt.Errorf("ending a trial: %w", err)
	}
	said := tokenBack
	if keep {
		said = tokenKeep
	}
	if err := os.WriteFile(g.Token+".new", []byte(said), 0o600); err != nil {
		return fmt.Errorf("ending a trial: %w", err)
	}
	if err := os.Rename(g.Token+".new", g.Token); err != nil {
		return fmt.Errorf("ending a trial: %w", err)
	}
	_ = os.Remove(g.Token + askedSuffix) // from now on nobody waits; mostly nobody did
	return nil
}

// askedSuffix ends the name of the file that says that a process with rights was
// asked for, and waitsAtMost is how long after that it can still be there.
const (
	askedSuffix = ".asked"
	waitsAtMost = 5 * time.Minute
)

// Waits tells whether a process with rights may still wait to be told.
func (g DNSGuard) Waits() bool {
	info, err := os.Stat(g.Token + askedSuffix)
	return err == nil && time.Since(info.ModTime()) < waitsAtMost
}

// SweepTokens removes what earlier trials left in a folder.
func SweepTokens(dir string) {
	list, err := filepath.Glob(filepath.Join(dir, tokenPrefix+"*"))
	if err != nil {
		return
	}
	for _, name := range list {
		if info, err := os.Lstat(name); err == nil && time.Since(info.ModTime()) > waitsAtMost {
			_ = os.Remove(name) // the next one tries again
		}
	}
}
