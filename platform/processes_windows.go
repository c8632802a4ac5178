package platform

import (
	"context"
	"os"
	"sync"
	"unsafe"

	"github.com/shirou/gopsutil/v4/process"
	"golang.org/x/sys/windows"
)

// listProcesses takes one snapshot of all. (gopsutil would take one for each.)
func listProcesses(context.Context) ([]seenProcess, error) {
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return nil, os.NewSyscallError("CreateToolhelp32Snapshot", err)
	}
	defer windows.CloseHandle(snapshot) //nolint:errcheck // only read from
	windowed, hung := processesByWindow()
	session := ownSession()
	var list []seenProcess
	entry := windows.ProcessEntry32{Size: uint32(unsafe.Sizeof(windows.ProcessEntry32{}))}
	for err = windows.Process32First(snapshot, &entry); err == nil; err = windows.Process32Next(snapshot, &entry) {
		if entry.ProcessID == 0 { // idle time, no program
			continue
		}
		p := seenProcess{Process: Process{
			PID:    int32(entry.ProcessID),
			Parent: int32(entry.ParentProcessID),
			Name:   windows.UTF16ToString(entry.ExeFile[:]),
		}}
		if hung[entry.ProcessID] {
			p.State = "blocked"
		}
		// The windows of other sessions can't be seen from this one.
		var at uint32
		p.Windowless = len(windowed) > 0 && !windowed[entry.ProcessID] &&
			windows.ProcessIdToSessionId(entry.ProcessID, &at) == nil && at == session
		list = append(list, p)
	}
	return list, nil
}

// readProcess finds the account; that of protected programs stays hidden.
func readProcess(_ context.Context, _ *process.Process, p *seenProcess) {
	handle, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(p.PID))
	if err != nil {
		return
	}
	defer windows.CloseHandle(handle) //nolint:errcheck // only asked questions
	if sid, err := userOf(handle); err == nil {
		p.owner = sid.String()
	}
}

func ownAccount() string {
	sid, err := userOf(windows.CurrentProcess())
	if err != nil {
		return ""
	}
	return sid.String()
}

// ownSession is the desktop session that this program runs in.
func ownSession() uint32 {
	var session uint32
	_ = windows.ProcessIdToSessionId(windows.GetCurrentProcessId(), &session) // 0 is that of services, where nobody sees windows
	return session
}

// windowOwners collects whose windows there are, and asks user32 which of them
// answer.
type windowOwners struct {
	isHung *windows.LazyProc
	all    map[uint32]bool
	hung   map[uint32]bool
}

// lookAtWindow is made callable from Windows once: such callbacks are never
// given back.
var lookAtWindow = sync.OnceValue(func() uintptr {
	return windows.NewCallback(func(window windows.HWND, into *windowOwners) uintptr {
		const goOn = 1
		var pid uint32
		if _, err := windows.GetWindowThreadProcessId(window, &pid); err != nil {
			return goOn
		}
		into.all[pid] = true
		if !windows.IsWindowVisible(window) || into.isHung.Find() != nil {
			return goOn
		}
		if yes, _, _ := into.isHung.Call(uintptr(window)); yes != 0 {
			into.hung[pid] = true
		}
		return goOn
	})
})

// processesByWindow returns those that have a window, hidden ones too, and those of
// them of which Windows itself says that it does not answer any more, as in the
// title "(Not responding)".
func processesByWindow() (all, hung map[uint32]bool) {
	found := &windowOwners{
		isHung: windows.NewLazySystemDLL("user32.dll").NewProc("IsHungAppWindow"),
		all:    map[uint32]bool{}, hung: map[uint32]bool{},
	}
	// Without a desktop there are no windows, and none of them hangs.
	_ = windows.EnumWindows(lookAtWindow(), unsafe.Pointer(found))
	return found.all, found.hung
}
