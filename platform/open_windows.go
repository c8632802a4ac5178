package platform

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// shellLimit is how long the Windows shell may take to hand something over. It
// waits for the other program where that speaks DDE.
const shellLimit = 10 * time.Second

// open hands an address or a full path to the program registered for it.
func (s *System) open(ctx context.Context, target string) error {
	verb, err := windows.UTF16PtrFromString("open")
	if err != nil {
		return err
	}
	file, err := windows.UTF16PtrFromString(target)
	if err != nil {
		return err
	}
	return inShell(ctx, func() error {
		return windows.ShellExecute(0, verb, file, nil, nil, windows.SW_SHOWNORMAL)
	})
}

// show opens the file's folder in the Explorer with the file selected.
func (s *System) show(ctx context.Context, path string) error {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	shell32 := windows.NewLazySystemDLL("shell32.dll")
	create, free := shell32.NewProc("ILCreateFromPathW"), shell32.NewProc("ILFree")
	selectIn := shell32.NewProc("SHOpenFolderAndSelectItems")
	if err := errors.Join(create.Find(), free.Find(), selectIn.Find()); err != nil {
		return err
	}
	return inShell(ctx, func() error {
		item, _, _ := create.Call(uintptr(unsafe.Pointer(name)))
		runtime.KeepAlive(name)
		if item == 0 {
			return windows.ERROR_FILE_NOT_FOUND
		}
		defer func() { _, _, _ = free.Call(item) }()
		if hr, _, _ := selectIn.Call(item, 0, 0, 0); int32(hr) < 0 {
			return fmt.Errorf("asking the Explorer: %w", syscall.Errno(hr))
		}
		return nil
	})
}

// inShell runs a call of the Windows shell on a thread of its own that is set up
// for COM, and waits for it no longer than ctx and shellLimit. A call that hangs
// keeps its thread until it comes back.
func inShell(ctx context.Context, call func() error) error {
	ctx, cancel := context.WithTimeout(ctx, shellLimit)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		// Never unlocked: the thread ends with the goroutine, and COM's state with it.
		runtime.LockOSThread()
		err := windows.CoInitializeEx(0, windows.COINIT_APARTMENTTHREADED|windows.COINIT_DISABLE_OLE1DDE)
		if err == nil || errors.Is(err, syscall.Errno(windows.S_FALSE)) {
			defer windows.CoUninitialize()
		}
		done <- call()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
