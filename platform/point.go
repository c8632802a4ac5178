package platform

import "context"

type pointKey struct{}

// WithPoints makes every point of a change call f with its name, so that a test
// can end the program at each of them and see whether the computer comes back.
func WithPoints(ctx context.Context, f func(name string)) context.Context {
	return context.WithValue(ctx, pointKey{}, f)
}

// Point marks a place between two things that a change does. It does nothing but
// in tests; see WithPoints.
func Point(ctx context.Context, name string) {
	if f, ok := ctx.Value(pointKey{}).(func(string)); ok {
		f(name)
	}
}
