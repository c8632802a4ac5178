package gui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Look says which colours the window wears.
type Look string

// The looks the user can choose.
const (
	LookSystem   Look = "system" // light or dark, as the system says
	LookLight    Look = "light"
	LookDark     Look = "dark"
	LookContrast Look = "contrast" // white and yellow on black
)

// Theme is Fyne's own theme with our colours, sizes, and a text size that the
// user can change. Fyne reads neither the system's text size nor its wish for
// high contrast, so both are choices of ours.
type Theme struct {
	fyne.Theme
	Text float32 // factor on every text size; 0 means 1
	Look Look    // "" means LookSystem
}

// NewTheme lays our colours and sizes over Fyne's own theme.
func NewTheme(look Look, text float32) *Theme {
	return &Theme{Theme: theme.DefaultTheme(), Look: look, Text: text}
}

// The colours that Fyne has no name for.
const (
	colourSurface       fyne.ThemeColorName = "fix502.surface"   // cards and the rail
	colourMuted         fyne.ThemeColorName = "fix502.muted"     // second voice
	colourLine          fyne.ThemeColorName = "fix502.line"      // separators, edges of cards
	colourOutline       fyne.ThemeColorName = "fix502.outline"   // borders of inputs and choices, dashed rings
	colourQuiet         fyne.ThemeColorName = "fix502.quiet"     // second buttons
	colourTint          fyne.ThemeColorName = "fix502.tint"      // behind what is chosen
	colourGood          fyne.ThemeColorName = "fix502.good"      // as it should be
	colourAttention     fyne.ThemeColorName = "fix502.attention" // unusual
	colourBad           fyne.ThemeColorName = "fix502.bad"       // the broken place
	colourOnState       fyne.ThemeColorName = "fix502.on_state"  // the sign on one of the three
	colourGoodSoft      fyne.ThemeColorName = "fix502.good_soft" // behind words in good
	colourAttentionSoft fyne.ThemeColorName = "fix502.attention_soft"
	colourBadSoft       fyne.ThemeColorName = "fix502.bad_soft"
	colourPlayed        fyne.ThemeColorName = "fix502.played"      // says that this is a rehearsal
	colourPlayedSoft    fyne.ThemeColorName = "fix502.played_soft" // behind it
)

// The sizes of text that Fyne has no name for.
const (
	sizeBody    = theme.SizeNameText
	sizeSecond  = theme.SizeNameCaptionText
	sizeHeading = theme.SizeNameHeadingText
	sizeSub     = theme.SizeNameSubHeadingText
)

// swatch is one colour in each look.
type swatch struct{ light, dark, contrast color.Color }

// colours are the design's tokens. A test holds text to 4.5:1 and outlines to 3:1
// on every surface they are drawn on.
var colours = map[fyne.ThemeColorName]swatch{
	theme.ColorNameBackground: {rgb(0xF6F7F9), rgb(0x12151B), rgb(0x000000)},
	colourSurface:             {rgb(0xFFFFFF), rgb(0x1B2029), rgb(0x000000)},
	theme.ColorNameForeground: {rgb(0x1D2430), rgb(0xE9ECF2), rgb(0xFFFFFF)},
	colourMuted:               {rgb(0x4B5566), rgb(0xAEB6C4), rgb(0xF0F0F0)},
	colourLine:                {rgb(0xE3E6EB), rgb(0x2C333F), rgb(0xB0B0B0)},
	colourOutline:             {rgb(0x7A8494), rgb(0x8A94A6), rgb(0xFFFFFF)},
	colourQuiet:               {rgb(0xE8EAF2), rgb(0x2B313D), rgb(0x262626)},
	colourTint:                {rgb(0xEAF0FF), rgb(0x1C2A47), rgb(0x333300)},
	theme.ColorNamePrimary:    {rgb(0x1F4FD8), rgb(0x8AB0FF), rgb(0xFFE14D)},
	colourGood:                {rgb(0x146C3A), rgb(0x6DD58C), rgb(0x6BFF95)},
	colourAttention:           {rgb(0x8A5000), rgb(0xFFB95F), rgb(0xFFC857)},
	colourBad:                 {rgb(0xB3261E), rgb(0xF2A8A2), rgb(0xFFA199)},
	colourOnState:             {rgb(0xFFFFFF), rgb(0x12151B), rgb(0x000000)},
	colourGoodSoft:            {rgb(0xE6F4EA), rgb(0x15301F), rgb(0x262626)},
	colourAttentionSoft:       {rgb(0xFFF1DD), rgb(0x36270F), rgb(0x262626)},
	colourBadSoft:             {rgb(0xFDECEA), rgb(0x3A1E1D), rgb(0x262626)},
	colourPlayed:              {rgb(0x5B2C91), rgb(0xD2B8F5), rgb(0xE7D4FF)},
	colourPlayedSoft:          {rgb(0xEDE4F8), rgb(0x33264A), rgb(0x35244F)},

	theme.ColorNameForegroundOnPrimary: {rgb(0xFFFFFF), rgb(0x0B1530), rgb(0x000000)},
	theme.ColorNameHover:               {rgba(0x1D2430, 0x14), rgba(0xE9ECF2, 0x18), rgba(0xFFFFFF, 0x30)},
	theme.ColorNamePressed:             {rgba(0x1D2430, 0x22), rgba(0xE9ECF2, 0x28), rgba(0xFFFFFF, 0x48)},
	theme.ColorNameSelection:           {rgb(0xC9D8FF), rgb(0x2D4478), rgb(0x5C5200)},
	theme.ColorNameScrollBar:           {rgba(0x1D2430, 0x70), rgba(0xE9ECF2, 0x70), rgb(0xFFFFFF)},
	theme.ColorNameShadow:              {rgba(0x000000, 0x20), rgba(0x000000, 0x50), rgba(0xFFFFFF, 0x30)},
}

// aliases give Fyne's own widgets our colours.
var aliases = map[fyne.ThemeColorName]fyne.ThemeColorName{
	theme.ColorNameHyperlink:           theme.ColorNamePrimary,
	theme.ColorNameFocus:               theme.ColorNamePrimary,
	theme.ColorNameInputBackground:     colourSurface,
	theme.ColorNameMenuBackground:      colourSurface,
	theme.ColorNameOverlayBackground:   colourSurface,
	theme.ColorNameHeaderBackground:    colourSurface,
	theme.ColorNameInputBorder:         colourOutline,
	theme.ColorNamePlaceHolder:         colourMuted,
	theme.ColorNameDisabled:            colourMuted,
	theme.ColorNameButton:              colourQuiet,
	theme.ColorNameDisabledButton:      colourQuiet,
	theme.ColorNameSeparator:           colourLine,
	theme.ColorNameSuccess:             colourGood,
	theme.ColorNameWarning:             colourAttention,
	theme.ColorNameError:               colourBad,
	theme.ColorNameForegroundOnSuccess: colourOnState,
	theme.ColorNameForegroundOnWarning: colourOnState,
	theme.ColorNameForegroundOnError:   colourOnState,
}

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	if other, renamed := aliases[name]; renamed {
		name = other
	}
	s, ours := colours[name]
	switch {
	case !ours:
		return t.Theme.Color(name, t.variant(variant))
	case t.Look == LookContrast:
		return s.contrast
	case t.variant(variant) == theme.VariantDark:
		return s.dark
	}
	return s.light
}

func (t *Theme) variant(system fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.Look {
	case LookLight:
		return theme.VariantLight
	case LookDark, LookContrast:
		return theme.VariantDark
	}
	return system
}

// sizes are the design's measures, in Fyne's pixels.
var sizes = map[fyne.ThemeSizeName]float32{
	theme.SizeNamePadding:         4,
	theme.SizeNameInnerPadding:    11,
	theme.SizeNameInputRadius:     8,
	theme.SizeNameSelectionRadius: 8,
	theme.SizeNameInlineIcon:      20,
	sizeNameMark:                  11,
	sizeNameNumber:                12.5,
}

var textSizes = map[fyne.ThemeSizeName]float32{
	sizeBody:      15,
	sizeSecond:    13,
	sizeSub:       16,
	sizeNamePill:  11.5,
	sizeNameMono:  12,
	sizeHeading:   25,
	sizeNameClock: 44,
	sizeNameRail:  14,
}

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if size, text := textSizes[name]; text {
		return size * t.factor()
	}
	if size, ours := sizes[name]; ours {
		return size
	}
	return t.Theme.Size(name)
}

func (t *Theme) factor() float32 {
	if t.Text == 0 {
		return 1
	}
	return t.Text
}

func rgb(hex uint32) color.Color { return rgba(hex, 0xFF) }

func rgba(hex uint32, alpha uint8) color.Color {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: alpha}
}
