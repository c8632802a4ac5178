package platform

import "context"

func (s *System) interfaces(ctx context.Context) ([]Interface, error) {
	list, err := goInterfaces()
	if err != nil {
		return nil, err
	}
	return s.macInterfaces(ctx, list), nil
}
