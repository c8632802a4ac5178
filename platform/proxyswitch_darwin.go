package platform

import "context"

func (s *System) readProxySwitches(ctx context.Context) ([]ProxySwitch, error) {
	return s.readMacSwitches(ctx)
}

func (s *System) writeProxySwitches(ctx context.Context, source string, values map[string]string) error {
	if source != "macos" {
		return errOtherSystem
	}
	return s.writeMacSwitches(ctx, values)
}

// MacProxies is what the verb does, in the process with rights.
func (s *System) MacProxies(ctx context.Context, orders []MacProxyOrder) error {
	return s.setMacProxies(ctx, orders)
}
