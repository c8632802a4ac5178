package lab

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// windowsTests are the packages that speak with the system, whose own tests run under
// Wine. A test that is left out there is named here, and so is why; any other that
// leaves itself out fails this one. Each says the same by itself.
func windowsTests() map[string]map[string]string {
	return map[string]map[string]string{
		"platform": {
			"TestEditHosts":                         "a computer made of files has the paths of another system; TestEditHostsOnWindows and TestHostsFileElsewhere run",
			"TestEditHostsLeavesWhatIsAnotherByNow": "as TestEditHosts",
			"TestHostsFile":                         "as TestEditHosts",
			"TestPing":                              "Wine 8 has no Icmp6CreateFile",
		},
		"platform/change": {
			"TestTheJournalIsForItsUserAlone": "Windows gives the folder's own rights to files in it",
			"TestALinkIsNotFollowed":          "Wine makes links that are no links to a Windows program",
		},
		"platform/parse": {
			"TestResolvConfAgreesWithAnotherReader": "the recordings are not part of the source",
			"TestHostsOfUbuntu":                     "as TestResolvConfAgreesWithAnotherReader",
		},
		"platform/early": {},
		"platform/cable": {},
	}
}

// mustRun are some of those that were written for Windows: were they no longer built
// for it, or named differently, nobody would notice otherwise.
func mustRun() map[string][]string {
	return map[string][]string{
		"platform": {
			"TestWindowsProxySwitch", "TestReadDNSOfAnAdapter", "TestDNSOfACompany", "TestOpenedAtSignIn", "TestFastStartUp", "TestRegisteredBrowsers",
			"TestUnlistedBrowsers", "TestChosenBrowser", "TestEndAProcessWithAWindow", "TestEndAProcessWithoutAWindow", "TestWindowless",
			"TestOwnProcessesAreLeftAlone", "TestEditHostsOnWindows", "TestHostsFileElsewhere", "TestServices", "TestElevate", "TestLaunch",
		},
		"platform/change": {"TestKilledAtEveryPoint", "TestClearCache", "TestManyAtOnce"},
	}
}

var testOutcome = regexp.MustCompile(`(?m)^\s*--- (PASS|FAIL|SKIP): (\S+)`)

// TestEndToEndWindowsParts runs the tests of what speaks with the system, built for
// Windows, under Wine: registry, processes, browsers, services, files.
func TestEndToEndWindowsParts(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), "lab-"+t.Name())
	must(t, os.MkdirAll(dir, 0o755))
	s := newScreen(t, windowWidth, windowHeight)
	w := newWine(t, &Lab{Dir: dir}, s)
	t.Run("all", func(t *testing.T) { // Wine is stopped when all have ended
		for part, left := range windowsTests() {
			t.Run(part, func(t *testing.T) {
				t.Parallel()
				w.runTests(t, s, part, left)
			})
		}
	})
}

// runTests runs the tests of one package, of which those named are left out.
func (w wine) runTests(t *testing.T, s *screen, part string, left map[string]string) {
	t.Helper()
	exe := filepath.Join(folder(t), strings.ReplaceAll(part, "/", "-")+".test.exe")
	c := w.command(t, s, exe, "-test.v", "-test.parallel=8", "-test.timeout=2m")
	c.Dir = filepath.Join(filepath.Dir(folder(t)), filepath.FromSlash(part))
	c.Stderr = c.out
	c.run(t)
	outcome := map[string]map[string]bool{"PASS": {}, "FAIL": {}, "SKIP": {}}
	for _, m := range testOutcome.FindAllStringSubmatch(c.out.String(), -1) {
		outcome[m[1]][m[2]] = true
	}
	t.Logf("%d passed, %d failed, %d left out", len(outcome["PASS"]), len(outcome["FAIL"]), len(outcome["SKIP"]))
	if code := c.ProcessState.ExitCode(); code != 0 || len(outcome["PASS"]) == 0 {
		t.Errorf("exit code %d:\n%s", code, c.out)
	}
	for name := range outcome["SKIP"] {
		if why, known := left[name]; known {
			t.Logf("left out: %s: %s", name, why)
		} else {
			t.Errorf("%s left itself out, and is not known for it", name)
		}
	}
	for _, name := range mustRun()[part] {
		if !outcome["PASS"][name] {
			t.Errorf("%s did not run", name)
		}
	}
}
