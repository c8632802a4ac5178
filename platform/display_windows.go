package platform

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

const (
	uoiFlags        = 1      // GetUserObjectInformation: what sort of window station
	wsfVisible      = 0x0001 // one that is on a screen
	smRemoteSession = 0x1000 // GetSystemMetrics: remote desktop

	pfdDrawToWindow       = 0x00000004
	pfdSupportOpenGL      = 0x00000020
	pfdGenericFormat      = 0x00000040 // Windows' own OpenGL 1.1, too old for the window
	pfdGenericAccelerated = 0x00001000 // unless a driver helps it

	// formatLimit bounds the pixel formats asked for; drivers have some hundred.
	formatLimit = 2000
)

// pixelFormat is PIXELFORMATDESCRIPTOR of wingdi.h.
type pixelFormat struct {
	size, version uint16
	flags         uint32
	_             [20]byte
	_             [3]uint32
}

// hasDisplay asks for the window station: services and sessions by ssh have one
// that no screen shows.
func (s *System) hasDisplay() bool {
	user32 := windows.NewLazySystemDLL("user32.dll")
	station, info := user32.NewProc("GetProcessWindowStation"), user32.NewProc("GetUserObjectInformationW")
	if station.Find() != nil || info.Find() != nil {
		return false
	}
	handle, _, _ := station.Call()
	if handle == 0 {
		return false
	}
	var flags struct{ inherit, reserved, flags uint32 }
	ok, _, _ := info.Call(handle, uoiFlags, uintptr(unsafe.Pointer(&flags)), unsafe.Sizeof(flags), 0)
	runtime.KeepAlive(&flags)
	return ok != 0 && flags.flags&wsfVisible != 0
}

// canOpenGL looks through the screen's pixel formats for one of a real driver.
func (s *System) canOpenGL() (bool, string) {
	if !s.hasDisplay() {
		return false, noDisplay
	}
	if hasDriverFormat() {
		return true, ""
	}
	metric := windows.NewLazySystemDLL("user32.dll").NewProc("GetSystemMetrics")
	if metric.Find() == nil {
		if remote, _, _ := metric.Call(smRemoteSession); remote != 0 {
			return false, remoteGL
		}
	}
	return false, noGLDriver
}

// hasDriverFormat tells whether a pixel format draws OpenGL to windows and comes
// from the graphics driver. Where it cannot be asked the answer is yes: the
// window itself is the better test then.
func hasDriverFormat() bool {
	user32, gdi32 := windows.NewLazySystemDLL("user32.dll"), windows.NewLazySystemDLL("gdi32.dll")
	get, release, describe := user32.NewProc("GetDC"), user32.NewProc("ReleaseDC"), gdi32.NewProc("DescribePixelFormat")
	if get.Find() != nil || release.Find() != nil || describe.Find() != nil {
		return true
	}
	screen, _, _ := get.Call(0)
	if screen == 0 {
		return true
	}
	defer func() { _, _, _ = release.Call(0, screen) }()
	for i := uintptr(1); i <= formatLimit; i++ {
		var format pixelFormat
		count, _, _ := describe.Call(screen, i, unsafe.Sizeof(format), uintptr(unsafe.Pointer(&format)))
		runtime.KeepAlive(&format)
		if i == 1 && count == 0 {
			return true
		}
		if drawsByDriver(format.flags) {
			return true
		}
		if i >= count {
			return false
		}
	}
	return true
}

// drawsByDriver judges the flags of one pixel format.
func drawsByDriver(flags uint32) bool {
	const wanted = pfdDrawToWindow | pfdSupportOpenGL
	generic := flags&pfdGenericFormat != 0 && flags&pfdGenericAccelerated == 0
	return flags&wanted == wanted && !generic
}
