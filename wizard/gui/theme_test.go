package gui

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// TestContrast holds text to 4.5:1, outlines and signs to 3:1 (WCAG 2.2 AA), and
// the high-contrast look's text to 7:1 (AAA).
func TestContrast(t *testing.T) {
	test.NewTempApp(t)
	grounds := []fyne.ThemeColorName{theme.ColorNameBackground, colourSurface}
	text := map[fyne.ThemeColorName][]fyne.ThemeColorName{
		theme.ColorNameForeground:          append([]fyne.ThemeColorName{colourTint, colourQuiet, theme.ColorNameSelection}, grounds...),
		colourMuted:                        append([]fyne.ThemeColorName{colourTint, colourQuiet}, grounds...),
		theme.ColorNamePrimary:             append([]fyne.ThemeColorName{colourTint, colourPlayedSoft}, grounds...),
		theme.ColorNameHyperlink:           grounds,
		theme.ColorNamePlaceHolder:         {theme.ColorNameInputBackground},
		theme.ColorNameDisabled:            {theme.ColorNameDisabledButton},
		colourGood:                         append([]fyne.ThemeColorName{colourGoodSoft}, grounds...),
		colourAttention:                    append([]fyne.ThemeColorName{colourAttentionSoft}, grounds...),
		colourBad:                          append([]fyne.ThemeColorName{colourBadSoft}, grounds...),
		colourPlayed:                       {colourPlayedSoft},
		theme.ColorNameForegroundOnPrimary: {theme.ColorNamePrimary},
		colourOnState:                      {colourGood, colourAttention, colourBad, colourMuted},
	}
	shapes := map[fyne.ThemeColorName][]fyne.ThemeColorName{
		colourOutline:              grounds,
		theme.ColorNameInputBorder: grounds,
		theme.ColorNameFocus:       grounds,
		theme.ColorNameScrollBar:   nil,
	}
	for _, l := range []Look{LookLight, LookDark, LookContrast} {
		th := NewTheme(l, textNormal)
		least := 4.5
		if l == LookContrast {
			least = 7
		}
		compare := func(pairs map[fyne.ThemeColorName][]fyne.ThemeColorName, least float64) {
			for ink, on := range pairs {
				for _, ground := range on {
					if got := contrast(th.Color(ink, theme.VariantLight), th.Color(ground, theme.VariantLight)); got < least {
						t.Errorf("%s: %s on %s is %.2f:1, want %.1f:1", l, ink, ground, got, least)
					}
				}
			}
		}
		compare(text, least)
		compare(shapes, 3)
	}
}

// contrast is WCAG's ratio of two opaque colours.
func contrast(a, b color.Color) float64 {
	light, dark := luminance(a), luminance(b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	part := func(v uint32) float64 {
		x := float64(v) / 0xFFFF
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

func TestContrastKnowsBlackOnWhite(t *testing.T) {
	if got := contrast(color.Black, color.White); math.Abs(got-21) > 0.01 {
		t.Errorf("black on white is %.2f:1", got)
	}
}

func TestThemeFollowsTheSystemUnlessTold(t *testing.T) {
	for name, tt := range map[string]struct {
		look   Look
		system fyne.ThemeVariant
		want   uint32
	}{
		"follows light": {LookSystem, theme.VariantLight, 0xF6F7F9},
		"follows dark":  {LookSystem, theme.VariantDark, 0x12151B},
		"stays light":   {LookLight, theme.VariantDark, 0xF6F7F9},
		"stays dark":    {LookDark, theme.VariantLight, 0x12151B},
		"contrast":      {LookContrast, theme.VariantLight, 0x000000},
		"never chosen":  {"", theme.VariantDark, 0x12151B},
	} {
		t.Run(name, func(t *testing.T) {
			got := NewTheme(tt.look, 0).Color(theme.ColorNameBackground, tt.system)
			if fmt.Sprint(got) != fmt.Sprint(rgb(tt.want)) {
				t.Errorf("got %v, want %06X", got, tt.want)
			}
		})
	}
}
