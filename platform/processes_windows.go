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
	hung := hungProcesses()
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

// hungWindows asks user32 whether a window answers, and collects the processes
// whose window does not.
type hungWindows struct {
	isHung *windows.LazyProc
	pids   map[uint32]bool
}

// lookAtWindow is made callable from Windows once: such callbacks are never
// given back.
var lookAtWindow = sync.OnceValue(func() uintptr {
	return windows.NewCallback(func(window windows.HWND, into *hungWindows) uintptr {
		const goOn = 1
		if !windows.IsWindowVisible(window) {
			return goOn
		}
		if yes, _, _ := into.isHung.Call(uintptr(window)); yes == 0 {
			return goOn
		}
		var pid uint32
		if _, err := windows.GetWindowThreadProcessId(window, &pid); err == nil {
			into.pids[pid] = true
		}
		return goOn
	})
})

// hungProcesses are those with a window of which Windows itself says that it
// does not answer any more, as in the title "(Not responding)".
func hungProcesses() map[uint32]bool {
	found := &hungWindows{
		isHung: windows.NewLazySystemDLL("user32.dll").NewProc("IsHungAppWindow"),
		pids:   map[uint32]bool{},
	}
	if found.isHung.Find() == nil {
		// Without a desktop there are no windows, and none of them hangs.
		_ = windows.EnumWindows(lookAtWindow(), unsafe.Pointer(found))
	}
	return found.pids
}
