// Package build says which build of a program this is: what the linker was told
// (see the Makefile), and else what Go stamps into every binary. Each program of
// cmd prints it as its version.
package build
