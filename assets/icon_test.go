package assets

import (
	"bytes"
	"image/png"
	"os"
	"testing"
)

// The icon is drawn in shapes, so that it looks the same whatever fonts there are.
func TestIcons(t *testing.T) {
	for _, element := range []string{"<text", "<image", "<style", "stroke="} { // Fyne draws strokes at the wrong width
		if bytes.Contains(IconSVG, []byte(element)) {
			t.Errorf("the drawing holds %s", element)
		}
	}
	small, err := os.ReadFile("icons/fix502-256.png")
	if err != nil {
		t.Fatal(err)
	}
	for size, raw := range map[int][]byte{512: Icon, 256: small} {
		picture, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if b := picture.Bounds(); b.Dx() != size || b.Dy() != size {
			t.Errorf("picture of %d pixels measures %v", size, b)
		}
		if _, _, _, alpha := picture.At(0, 0).RGBA(); alpha != 0 {
			t.Errorf("picture of %d pixels has no round corner", size)
		}
		if r, g, b, _ := picture.At(size/2, size/8).RGBA(); r>>8 != 0x1f || g>>8 != 0x4f || b>>8 != 0xd8 {
			t.Errorf("picture of %d pixels is %x %x %x", size, r>>8, g>>8, b>>8)
		}
	}
}
