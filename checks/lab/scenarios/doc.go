// Package scenarios shows that Fix502 names the right culprit: a street with a
// computer, its router, its provider and an internet, each in a network namespace
// of its own and run by the software of the real ones, in which every fault is
// made by the means by which it happens, and proven with curl, dig or ss before
// the program is asked.
//
// It is for tests and runs in the namespaces that .ci/lab makes; nothing shipped
// imports it.
package scenarios
