package parse

import (
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// fixture reads a file of the collection of recorded output that may lie beside
// the repository; without it the test is skipped.
func fixture(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "fixtures", "os", name))
	if err != nil {
		t.Skipf("the recorded output is not here: %v", err)
	}
	return raw
}

func TestResolvConf(t *testing.T) {
	nine := []netip.Addr{netip.MustParseAddr("9.9.9.9")}
	for name, tt := range map[string]struct {
		in   string
		want []netip.Addr
	}{
		"empty":         {},
		"comment":       {in: "# nameserver 1.1.1.1"},
		"no space":      {in: "nameserver1.1.1.1"},
		"trailing note": {in: "nameserver 9.9.9.9#x", want: nine},
		"semicolon":     {in: "nameserver 9.9.9.9 ; x", want: nine},
		"indented":      {in: "\t nameserver 9.9.9.9", want: nine},
		"windows eol":   {in: "nameserver 9.9.9.9\r\n", want: nine},
		"byte order":    {in: "\xef\xbb\xbfnameserver 9.9.9.9", want: nine},
		"other keyword": {in: "nameservers 9.9.9.9"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ResolvConf([]byte(tt.in)); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestResolvConfAgreesWithAnotherReader(t *testing.T) {
	for _, name := range []string{"resolv.conf-1", "resolv.conf-2"} {
		var want struct{ Nameservers []netip.Addr }
		if err := json.Unmarshal(fixture(t, name+".json"), &want); err != nil {
			t.Fatal(err)
		}
		if got := ResolvConf(fixture(t, name)); !slices.Equal(got, want.Nameservers) {
			t.Errorf("%s: got %v, want %v", name, got, want.Nameservers)
		}
	}
}

func TestResolvSearch(t *testing.T) {
	for name, tt := range map[string]struct {
		in   string
		want Search
	}{
		"nothing said":           {want: Search{Ndots: 1, Timeout: 5 * time.Second}},
		"a list":                 {in: "search Home. corp.example", want: Search{Domains: []string{"home", "corp.example"}, Ndots: 1, Timeout: 5 * time.Second}},
		"the last line counts":   {in: "search home\ndomain corp.example other\n", want: Search{Domains: []string{"corp.example"}, Ndots: 1, Timeout: 5 * time.Second}},
		"a container":            {in: "search ns.svc.cluster.local svc.cluster.local\noptions ndots:5 edns0\n", want: Search{Domains: []string{"ns.svc.cluster.local", "svc.cluster.local"}, Ndots: 5, Timeout: 5 * time.Second}},
		"options on two lines":   {in: "options timeout:2\noptions ndots:0 # never", want: Search{Ndots: 0, Timeout: 2 * time.Second}},
		"more than is taken":     {in: "options ndots:99 timeout:9999999999999", want: Search{Ndots: 15, Timeout: 30 * time.Second}},
		"not understood":         {in: "options ndots: ndots:x timeout:-1 rotate\nsearch\nndots:3", want: Search{Ndots: 1, Timeout: 5 * time.Second}},
		"the root adds nothing":  {in: "search . home home", want: Search{Domains: []string{"home"}, Ndots: 1, Timeout: 5 * time.Second}},
		"a comment is no domain": {in: "search home # corp.example\r\n", want: Search{Domains: []string{"home"}, Ndots: 1, Timeout: 5 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ResolvSearch([]byte(tt.in)); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestDomainList(t *testing.T) {
	for in, want := range map[string][]string{
		"":                                    nil,
		"corp.example":                        {"corp.example"},
		"Corp.Example.,home corp.example;lan": {"corp.example", "home", "lan"},
		" , .":                                nil,
	} {
		if got := DomainList(in); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", in, got, want)
		}
	}
}

func TestHostsOfUbuntu(t *testing.T) {
	byName := map[string]string{}
	for _, h := range Hosts(fixture(t, "hosts-ubuntu")) {
		for _, n := range h.Names {
			byName[n] = h.Addr.String()
		}
	}
	want := map[string]string{
		"localhost": "127.0.0.1", "kbrazil-ubuntu": "127.0.1.1", "ip6-localhost": "::1", "ip6-loopback": "::1",
		"ip6-localnet": "fe00::", "ip6-mcastprefix": "ff00::", "ip6-allnodes": "ff02::1", "ip6-allrouters": "ff02::2",
	}
	if !reflect.DeepEqual(byName, want) {
		t.Errorf("got %v, want %v", byName, want)
	}
}

func TestNSSwitchHosts(t *testing.T) {
	for in, want := range map[string][]string{
		"":                                nil,
		"hosts: dns":                      {"dns"},
		"hosts:":                          nil,
		"#hosts: dns":                     nil,
		" hosts : Files [A=b][C=d] DNS":   {"files", "dns"},
		"hosts: files [never closed dns":  {"files"},
		"networks: files\nhosts: resolve": {"resolve"},
	} {
		if got := NSSwitchHosts([]byte(in)); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", in, got, want)
		}
	}
}

func TestScutilDictionaryIsBounded(t *testing.T) {
	deep := "<dictionary> {\n" + strings.Repeat("a : <dictionary> {\n", 100_000) + "x : 1\n" +
		strings.Repeat("}\n", 100_000) + "b : 2\n}\n"
	d := ScutilDictionary([]byte(deep))
	depth := 0
	for inner, ok := d, true; ok; inner, ok = inner["a"].(map[string]any) {
		depth++
	}
	if depth != maxDictionaryDepth || d["b"] != "2" {
		t.Errorf("kept %d levels of %d, and %v after them", depth, maxDictionaryDepth, d["b"])
	}
}

func TestGVariant(t *testing.T) {
	for in, want := range map[string]string{
		"'manual'": "manual", `"it's"`: "it's", `'it\'s'`: "it's", "none": "", "'open": "", "": "", "''": "",
	} {
		if got := GVariantString(in); got != want {
			t.Errorf("text %q: got %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]int{"8080": 8080, "uint16 80": 80, "": 0, "x": 0, "-1": -1} {
		if got := GVariantInt(in); got != want {
			t.Errorf("number %q: got %d, want %d", in, got, want)
		}
	}
	for in, want := range map[string][]string{
		"['a', 'b']": {"a", "b"}, "@as []": nil, "[]": nil, "'a'": nil, "['a', broken]": {"a"}, `["it's",'x']`: {"it's", "x"},
	} {
		if got := GVariantStrings(in); !slices.Equal(got, want) {
			t.Errorf("list %q: got %q, want %q", in, got, want)
		}
	}
}

func TestWindowsName(t *testing.T) {
	for _, tt := range []struct {
		product, display string
		build            uint32
		want             string
	}{
		{"Windows 10 Pro", "24H2", 26100, "Windows 11 24H2"},
		{"Windows 10 Home", "22H2", 19045, "Windows 10 22H2"},
		{"Microsoft Windows 8.1", "", 9600, "Windows 8.1 (build 9600)"},
		{"Windows Server 2025 Standard", "24H2", 26100, "Windows Server 2025 Standard 24H2"},
		{"", "", 19045, "Windows 10 (build 19045)"},
	} {
		if got := WindowsName(tt.product, tt.display, tt.build); got != tt.want {
			t.Errorf("%+v: got %q", tt, got)
		}
	}
}

func TestPACResult(t *testing.T) {
	for in, want := range map[string]string{
		"":                             "",
		"DIRECT":                       "",
		"direct://":                    "",
		" PROXY proxy:3128; DIRECT":    "http://proxy:3128",
		"HTTPS proxy:443":              "https://proxy:443",
		"SOCKS5 [::1]:1080; DIRECT":    "socks5://[::1]:1080",
		"SOCKS4 old:1080":              "socks4://old:1080",
		"proxy:3128;other:3128":        "http://proxy:3128",
		"proxy:3128 other:3128":        "http://proxy:3128",
		"https=proxy:3128":             "http://proxy:3128",
		"http://proxy:3128":            "http://proxy:3128",
		"QUIC proxy:3128":              "",
		"DIRECT; PROXY never-asked:80": "",
	} {
		if got := PACResult(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestWindowsProxyServer(t *testing.T) {
	for in, want := range map[string]map[string]string{
		"":                            {},
		"proxy:3128":                  {"": "proxy:3128"},
		"HTTP=a:1;https=b:2; socks=c": {"http": "a:1", "https": "b:2", "socks": "c"},
	} {
		if got := WindowsProxyServer(in); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %v, want %v", in, got, want)
		}
	}
}
