package catalog

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestColonsInsideBrackets(t *testing.T) {
	for text, want := range map[string][]string{
		"[127.0.0.1:53]":                         {"127.0.0.1:53"},
		"[127.0.0.1:53, 127.0.0.2]":              {"127.0.0.1:53", "127.0.0.2"},
		"[ 127.0.0.1:53 ,\n  127.0.0.2:5353 ]":   {"127.0.0.1:53", "127.0.0.2:5353"},
		"[::1]":                                  {"::1"},
		"[2606:4700:4700::1111, 10::1:2]":        {"2606:4700:4700::1111", "10::1:2"},
		`["[2001:db8::1]:53", "127.0.0.1:53"]`:   {"[2001:db8::1]:53", "127.0.0.1:53"},
		`["127.0.0.1:53",127.0.0.2:53]`:          {"127.0.0.1:53", "127.0.0.2:53"},
		"[127.0.0.1:53] # not 127.0.0.9:53, you": {"127.0.0.1:53"},
	} {
		t.Run(text, func(t *testing.T) {
			c, err := Parse("test", []byte("version: 1\nresolvers:\n- {id: a, name: A, addresses: "+text+"\n  }\n"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, c.Resolvers[0].Addresses); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestKeysInsideBracketsStayKeys(t *testing.T) {
	for text, want := range map[string]string{
		"[a: b]":                 "3:32: keys with values",
		"[{a: b}]":               "3:32: keys with values",
		`["a":b]`:                "3:35: this mistake in the YAML: ',' or ']' must be specified",
		"[127.0.0.1:53 : other]": `3:32: "127.0.0.1:53 : other"`,
	} {
		t.Run(text, func(t *testing.T) {
			_, err := Parse("test", []byte("version: 1\nresolvers:\n- {id: a, name: A, addresses: "+text+"}\n"))
			list := problemsOf(t, err)
			if len(list) == 0 || complaint(list[0]) != want {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}
