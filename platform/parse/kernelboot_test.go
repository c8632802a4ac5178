package parse

import (
	"strings"
	"testing"
	"time"
)

// bootEvent is what wevtutil prints, as Windows 11 writes it.
const bootEvent = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Kernel-Boot' Guid='{15ca44ff-4d7a-4baa-bba5-0998955e531e}'/><EventID>27</EventID><Version>0</Version><Level>4</Level><Task>33</Task><Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords><TimeCreated SystemTime='2026-11-22T06:58:12.4837561Z'/><EventRecordID>48213</EventRecordID><Correlation/><Execution ProcessID='4' ThreadID='8'/><Channel>System</Channel><Computer>DESKTOP</Computer><Security UserID='S-1-5-18'/></System><EventData><Data Name='BootType'>0x1</Data><Data Name='LoadOptions'> NOEXECUTE=OPTIN</Data></EventData></Event>`

func TestKernelBoot(t *testing.T) {
	at := time.Date(2026, 11, 22, 6, 58, 12, 483756100, time.UTC)
	for name, row := range map[string]struct {
		out  string
		want BootEvent
		ok   bool
	}{
		"fast start-up": {bootEvent, BootEvent{BootFast, at}, true},
		"started anew":  {strings.Replace(bootEvent, "0x1<", "0x0<", 1), BootEvent{BootFull, at}, true},
		"hibernation":   {strings.Replace(bootEvent, "0x1<", "2<", 1), BootEvent{BootResume, at}, true},
		"older fields":  {strings.ReplaceAll(bootEvent, `'`, `"`), BootEvent{BootFast, at}, true},
		"another event": {strings.Replace(bootEvent, ">27<", ">20<", 1), BootEvent{}, false},
		"no kind":       {strings.Replace(bootEvent, "BootType", "Other", 1), BootEvent{}, false},
		"unknown kind":  {strings.Replace(bootEvent, "0x1<", "0x9<", 1), BootEvent{}, false},
		"no time":       {strings.Replace(bootEvent, "SystemTime", "Time", 1), BootEvent{}, false},
		"none":          {"", BootEvent{}, false},
		"cut short":     {bootEvent[:300], BootEvent{}, false},
		"a complaint":   {"Zugriff verweigert", BootEvent{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := KernelBoot([]byte(row.out)); got != row.want || ok != row.ok {
				t.Errorf("%+v, %v; want %+v", got, ok, row.want)
			}
		})
	}
}

func FuzzKernelBoot(f *testing.F) {
	f.Add([]byte(bootEvent))
	f.Fuzz(func(t *testing.T, out []byte) {
		if e, ok := KernelBoot(out); ok && (e.Kind < BootFull || e.Kind > BootResume || e.At.IsZero() && e != (BootEvent{Kind: e.Kind})) {
			t.Errorf("%+v", e)
		}
	})
}
