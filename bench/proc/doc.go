// Package proc starts the programs that are measured, reads what the kernel
// says of them, and ends them. It needs Linux.
//
// A Child dies with this process, whatever becomes of it: the kernel is told to
// kill it. A Worker is a Child that runs this program again under another name
// and answers JSON lines, so that a load generator has a process, and a garbage
// collector, of its own.
package proc
