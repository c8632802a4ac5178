package platform

import (
	"testing"
	"testing/fstest"
)

func TestLinuxKind(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  InterfaceKind
	}{
		{"enp3s0", map[string]string{"type": "1\n", "device/vendor": "0x8086"}, KindEthernet},
		{"wlp4s0", map[string]string{"type": "1\n", "uevent": "DEVTYPE=wlan\nINTERFACE=wlp4s0\n", "device/x": ""}, KindWiFi},
		{"wlan0", map[string]string{"type": "1\n", "wireless/x": "", "device/x": ""}, KindWiFi},
		{"wwan0", map[string]string{"type": "65534\n", "uevent": "DEVTYPE=wwan\n"}, KindMobile},
		{"office", map[string]string{"type": "65534\n", "uevent": "DEVTYPE=wireguard\n"}, KindVPN},
		{"tun7", map[string]string{"type": "65534\n", "tun_flags": "0x1001\n"}, KindVPN},
		{"corp", map[string]string{"type": "1\n", "tun_flags": "0x1002\n"}, KindVPN},
		{"vnet3", map[string]string{"type": "1\n", "tun_flags": "0x1002\n", "brport/x": ""}, KindOther},
		{"dial", map[string]string{"type": "512\n"}, KindVPN},
		{"docker0", map[string]string{"type": "1\n", "uevent": "DEVTYPE=bridge\n"}, KindOther},
		{"veth1", map[string]string{"type": "1\n"}, KindOther},
		{"gone", nil, KindOther},
		{"tailscale0", nil, KindVPN},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for file, text := range tt.files {
				fsys["sys/class/net/"+tt.name+"/"+file] = &fstest.MapFile{Data: []byte(text)}
			}
			if got := linuxKind(fsys, tt.name); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
