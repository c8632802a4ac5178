package platform

import (
	"context"
	"net/url"
	"sync"

	"github.com/mattn/go-ieproxy"
	"golang.org/x/sys/windows/registry"

	"fix502/platform/parse"
)

// proxyLock guards the library's one copy of the settings while they are read
// anew; checks ask from several goroutines.
var proxyLock sync.Mutex

func readProxyConf() ieproxy.ProxyConf {
	proxyLock.Lock()
	defer proxyLock.Unlock()
	return ieproxy.ReloadConf()
}

func (s *System) systemProxies(context.Context) ([]proxySetting, error) {
	conf := readProxyConf()
	if !conf.Static.Active {
		conf.Static = registryProxy()
	}
	p := windowsProxy(conf.Static.Active, conf.Static.Protocols, conf.Static.NoProxy)
	if conf.Automatic.Active {
		p.PAC = conf.Automatic.PreConfiguredURL
		p.Auto = p.PAC == ""
	}
	if p.HTTP == "" && p.HTTPS == "" && p.SOCKS == "" && p.PAC == "" && !p.Auto {
		return nil, nil
	}
	return []proxySetting{p}, nil
}

// registryProxy reads the setting as programs write it that switch a proxy on
// behind the system's back. WinHTTP learns of those late.
func registryProxy() ieproxy.StaticProxyConf {
	const where = `Software\Microsoft\Windows\CurrentVersion\Internet Settings`
	k, err := registry.OpenKey(registry.CURRENT_USER, where, registry.QUERY_VALUE)
	if err != nil {
		return ieproxy.StaticProxyConf{}
	}
	defer k.Close() //nolint:errcheck // opened for reading only
	enabled, _, _ := k.GetIntegerValue("ProxyEnable")
	server, _, _ := k.GetStringValue("ProxyServer")
	bypass, _, _ := k.GetStringValue("ProxyOverride")
	if enabled == 0 || server == "" {
		return ieproxy.StaticProxyConf{}
	}
	return ieproxy.StaticProxyConf{Active: true, Protocols: parse.WindowsProxyServer(server), NoProxy: bypass}
}

// askScript lets WinHTTP find and run the script. It cannot be called back, so
// where the time is up first it is left to end by itself: WinHTTP gives up after
// some seconds more. That happens often: Windows looks for scripts in the
// network unless told otherwise, and most networks have none.
func (s *System) askScript(ctx context.Context, p proxySetting, u *url.URL) (string, error) {
	limited, cancel := context.WithTimeout(ctx, scriptLimit)
	defer cancel()
	script := ieproxy.ProxyScriptConf{Active: true, PreConfiguredURL: p.PAC}
	done := make(chan string, 1)
	go func() { done <- script.FindProxyForURL(withoutPath(u)) }()
	select {
	case answer := <-done:
		return parse.PACResult(answer), nil
	case <-limited.Done():
		if ctx.Err() == nil {
			return "", errNoScriptInTime
		}
		return "", context.Cause(ctx)
	}
}
