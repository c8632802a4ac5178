package platform

import (
	"testing"
	"unsafe"
)

func TestDrawsByDriver(t *testing.T) {
	const draws = pfdDrawToWindow | pfdSupportOpenGL
	for name, row := range map[string]struct {
		flags uint32
		want  bool
	}{
		"a driver's":         {draws, true},
		"helped by a driver": {draws | pfdGenericFormat | pfdGenericAccelerated, true},
		"Windows' own":       {draws | pfdGenericFormat, false},
		"not for windows":    {pfdSupportOpenGL, false},
		"without OpenGL":     {pfdDrawToWindow, false},
	} {
		if got := drawsByDriver(row.flags); got != row.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	// Windows writes this many bytes, wherever they end up.
	if size := unsafe.Sizeof(pixelFormat{}); size != 40 {
		t.Errorf("a description of %d bytes", size)
	}
}

func TestOpenGLNeedsADisplay(t *testing.T) {
	s := New()
	ok, reason := s.CanOpenGL()
	if ok != (reason == "") || ok && !s.HasDisplay() {
		t.Errorf("OpenGL %t, %q, display %t", ok, reason, s.HasDisplay())
	}
	t.Logf("OpenGL %t, %q, display %t", ok, reason, s.HasDisplay())
}
