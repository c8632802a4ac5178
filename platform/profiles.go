package platform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	// profilePrefix begins the names of temporary profiles.
	profilePrefix = "fix502-profile-"
	// profileLook is how often it is looked whether a browser that was started
	// with a temporary profile is gone. Nobody waits for it.
	profileLook = 5 * time.Second
	// profileYoung is how old a profile at least is of which no process is left:
	// a younger one may be about to be used by another start of the program.
	profileYoung = time.Minute
)

// firefoxPreferences keep Firefox's welcome, its questions and its reports out of
// a profile that lives for minutes.
const firefoxPreferences = `user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("datareporting.policy.dataSubmissionPolicyBypassNotification", true);
user_pref("termsofuse.bypassNotification", true);
`

// openClean opens an address in a temporary profile.
func (s *System) openClean(ctx context.Context, b Browser, address string) error {
	dir, err := s.newProfile(b)
	if err != nil {
		return fmt.Errorf("making a temporary profile: %w", err)
	}
	Point(ctx, "after making the profile")
	command := modeCommand(b.Command, cleanArguments(b, dir, address)...)
	if command[0] == macOpener {
		command = slices.Insert(command, 1, "-W") // stay until the browser is closed
	}
	// Whoever asked may be gone when the browser is closed.
	after := context.WithoutCancel(ctx)
	if err := s.start(ctx, command, func() { s.outlive(after, dir) }); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	return nil
}

// newProfile makes an empty profile where this browser can reach it.
func (s *System) newProfile(b Browser) (string, error) {
	parent := s.profileParent(b.Command)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(parent, profilePrefix)
	if err != nil || b.Family != FamilyFirefox {
		return dir, err
	}
	if err := os.WriteFile(filepath.Join(dir, "user.js"), []byte(firefoxPreferences), 0o600); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return dir, nil
}

// profileParent is where temporary profiles of a browser lie. One in a sandbox
// sees only its own folders: those of Flatpak and Snap are where they say.
func (s *System) profileParent(command []string) string {
	for i, arg := range command {
		if name, is := strings.CutPrefix(arg, "/snap/bin/"); is && fileName(name) {
			return filepath.Join(s.home(), "snap", strings.Split(name, ".")[0], "common")
		}
		if filepath.Base(arg) != "flatpak" || i+1 == len(command) || command[i+1] != "run" {
			continue
		}
		j := slices.IndexFunc(command[i+2:], func(arg string) bool { return !strings.HasPrefix(arg, "-") })
		if j >= 0 && fileName(command[i+2+j]) {
			return filepath.Join(s.home(), ".var", "app", command[i+2+j], "cache")
		}
	}
	return filepath.Join(s.CacheDir(), "profiles")
}

// fileName tells whether a text is the bare name of a file.
func fileName(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.ContainsAny(name, `/\`)
}

// outlive removes a profile once no process uses it any more. The process that
// was started may hand over to another before it ends.
func (s *System) outlive(ctx context.Context, dir string) {
	for s.inUse(ctx, dir) {
		time.Sleep(profileLook) // on a goroutine of its own that ends with the browser
	}
	_ = os.RemoveAll(dir) // what cannot be removed now is at the next start
}

// inUse tells whether a process was started with this folder. Where processes
// cannot be listed it is taken to be.
func (s *System) inUse(ctx context.Context, dir string) bool {
	all, err := s.Processes(ctx)
	if err != nil {
		return true
	}
	return slices.ContainsFunc(all, func(p Process) bool {
		return p.State != "zombie" && slices.ContainsFunc(p.Args, func(arg string) bool { return strings.Contains(arg, dir) })
	})
}

// DropProfiles removes temporary profiles that an earlier start of the program
// left behind, but for those whose browser still runs.
func (s *System) DropProfiles(ctx context.Context) error {
	var trouble error
	for _, pattern := range []string{
		filepath.Join(s.CacheDir(), "profiles"), filepath.Join(s.home(), ".var", "app", "*", "cache"), filepath.Join(s.home(), "snap", "*", "common"),
	} {
		found, err := filepath.Glob(filepath.Join(pattern, profilePrefix+"*"))
		if err != nil { // the home folder's name is a pattern itself
			continue
		}
		for _, dir := range found {
			info, err := os.Lstat(dir)
			if err != nil || !info.IsDir() || time.Since(info.ModTime()) < profileYoung || s.inUse(ctx, dir) {
				continue
			}
			trouble = errors.Join(trouble, os.RemoveAll(dir))
		}
	}
	if trouble != nil {
		return fmt.Errorf("removing temporary profiles: %w", trouble)
	}
	return nil
}
