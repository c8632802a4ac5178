package gui

import (
	"fmt"
	"image/color"
	"io/fs"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"fix502/assets"
	"fix502/checks"
	"fix502/wizard"
)

// drawing is one of our icons in one colour. Fyne recolours fills only and keeps
// pictures by name, so the colour is put in here and into the name.
func drawing(name string, ink color.Color) fyne.Resource {
	raw, err := fs.ReadFile(assets.UIIcons, "icons/ui/"+name+".svg")
	if err != nil { // a name that is not there: a test opens every one
		return nil
	}
	r, g, b, _ := ink.RGBA()
	hex := fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
	return fyne.NewStaticResource(name+hex+".svg", []byte(strings.ReplaceAll(string(raw), "currentColor", hex)))
}

// look is how a state is drawn: by shape and sign, and only then by colour.
type look struct {
	sign   string              // icon in the middle
	colour fyne.ThemeColorName // of the shape
	square bool                // round otherwise
	dashed bool                // a dashed ring: nothing is known yet
}

// roadLooks are the states of a place on the road.
var roadLooks = map[wizard.RoadState]look{
	wizard.RoadWaiting:   {sign: "dots", colour: colourOutline, dashed: true},
	wizard.RoadGood:      {sign: "check", colour: colourGood},
	wizard.RoadAttention: {sign: "bang", colour: colourAttention},
	wizard.RoadBroken:    {sign: "cross", colour: colourBad, square: true},
	wizard.RoadUnknown:   {sign: "question", colour: colourMuted},
}

// checkLooks are the states of a check.
var checkLooks = map[checks.State]look{
	"":             {colour: colourOutline, dashed: true},
	checks.OK:      roadLooks[wizard.RoadGood],
	checks.Notice:  roadLooks[wizard.RoadAttention],
	checks.Problem: roadLooks[wizard.RoadBroken],
	checks.Failed:  roadLooks[wizard.RoadUnknown],
	checks.Skipped: {sign: "dash", colour: colourMuted},
}

// The sizes of a sign.
const (
	signSmall = 20 // in lists
	signLarge = 46 // on the road
	ringStep  = 30 // below this size the ring has fewer dashes
)

// sign is a state drawn as a shape with an icon.
type sign struct {
	widget.BaseWidget
	look look
	size float32
}

func newSign(l look, size float32) *sign {
	s := &sign{look: l, size: size}
	s.ExtendBaseWidget(s)
	return s
}

func (s *sign) set(l look) {
	s.look = l
	s.Refresh()
}

// MinSize implements fyne.Widget.
func (s *sign) MinSize() fyne.Size { return fyne.NewSquareSize(s.size) }

// squareRadius is a square's corner as a part of its side.
const squareRadius = 0.2

// CreateRenderer implements fyne.Widget.
func (s *sign) CreateRenderer() fyne.WidgetRenderer {
	shape, dashes, icon := &canvas.Rectangle{}, &canvas.Image{}, &canvas.Image{}
	dashes.FillMode, icon.FillMode = canvas.ImageFillContain, canvas.ImageFillContain
	r := &painted{widget: s, least: s.MinSize, objects: []fyne.CanvasObject{shape, dashes, icon}, looks: s.looks}
	r.paint = func(size fyne.Size) {
		at := fyne.NewPos((size.Width-s.size)/2, (size.Height-s.size)/2)
		for _, o := range r.objects {
			o.Move(at)
		}
		ink := tint(s, colourOnState)
		if s.look.dashed {
			ink = tint(s, colourMuted)
		}
		shape.Hidden, dashes.Hidden, icon.Hidden = s.look.dashed, !s.look.dashed, s.look.sign == ""
		shape.FillColor, shape.CornerRadius = tint(s, s.look.colour), s.size/2
		if s.look.square {
			shape.CornerRadius = s.size * squareRadius
		}
		dashes.Resource = drawing(s.ring(), tint(s, s.look.colour))
		if s.look.sign != "" {
			icon.Resource = drawing(s.look.sign, ink)
		}
		for _, o := range r.objects {
			o.Resize(fyne.NewSquareSize(s.size))
		}
	}
	return r
}

// looks is all that a sign's picture depends on.
func (s *sign) looks() any {
	return struct {
		look look
		size float32
		inks [3]color.Color
	}{s.look, s.size, [3]color.Color{tint(s, colourOnState), tint(s, colourMuted), tint(s, s.look.colour)}}
}

func (s *sign) ring() string {
	if s.size < ringStep {
		return "ring-small"
	}
	return "ring"
}

// icon is one of our drawings by itself, in a colour of the theme.
type icon struct {
	widget.BaseWidget
	name   string
	colour fyne.ThemeColorName
	size   float32
}

func newIcon(name string, colour fyne.ThemeColorName, size float32) *icon {
	i := &icon{name: name, colour: colour, size: size}
	i.ExtendBaseWidget(i)
	return i
}

// MinSize implements fyne.Widget.
func (i *icon) MinSize() fyne.Size { return fyne.NewSquareSize(i.size) }

// CreateRenderer implements fyne.Widget.
func (i *icon) CreateRenderer() fyne.WidgetRenderer {
	image := &canvas.Image{FillMode: canvas.ImageFillContain}
	r := &painted{widget: i, least: i.MinSize, objects: []fyne.CanvasObject{image}, looks: func() any {
		return struct {
			name string
			size float32
			ink  color.Color
		}{i.name, i.size, tint(i, i.colour)}
	}}
	r.paint = func(size fyne.Size) {
		image.Resource = drawing(i.name, tint(i, i.colour))
		place(image, (size.Width-i.size)/2, (size.Height-i.size)/2, i.size, i.size)
	}
	return r
}
