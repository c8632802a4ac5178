package platform

// Reasons for CanOpenGL to say no; they are for the technical details.
const (
	noDisplay   = "no display is reachable"
	noGLLibrary = "libGL.so.1 is not installed"
	noGLX       = "the display has no GLX 1.3"
	noGLDriver  = "the display driver has no OpenGL of its own"
	remoteGL    = "the remote session has no OpenGL of its own"
)

// HasDisplay tells whether a window can be shown at all: whether there is a
// display and it lets this program in.
func (s *System) HasDisplay() bool { return s.hasDisplay() }

// CanOpenGL tells whether the window's OpenGL looks possible, and if not, why,
// in technical words. It is a hint from outside: a driver may still fail, so
// whoever opens the window has to cope with that as well.
func (s *System) CanOpenGL() (bool, string) { return s.canOpenGL() }
