package platform

import (
	"encoding/xml"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestToastXML(t *testing.T) {
	for text, want := range map[string]string{
		"works again":                     "works again",
		`<script>&amp; "quoted"`:          `<script>&amp; "quoted"`,
		"]]><audio src='loud'/><![CDATA[": "]] ><audio src='loud'/><![CDATA[",
	} {
		written, err := toastXML("Discord", text)
		if err != nil {
			t.Fatal(err)
		}
		var toast struct {
			Texts []string `xml:"visual>binding>text"`
			Audio []struct {
				Silent bool `xml:"silent,attr"`
			} `xml:"audio"`
		}
		if err := xml.Unmarshal([]byte(written), &toast); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if diff := cmp.Diff([]string{"Discord", want}, toast.Texts); diff != "" {
			t.Error(diff)
		}
		if len(toast.Audio) != 1 || !toast.Audio[0].Silent {
			t.Errorf("%q: the sound is %+v", text, toast.Audio)
		}
	}
}
