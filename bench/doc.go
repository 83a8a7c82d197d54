// Command bench measures what ollu promises about speed and memory, each figure
// beside a peer on the same machine, so that the ratio means something on any
// machine. Nobody imports it; it is a module of its own, so that its peers are
// no dependency of the product. It needs Linux and the built programs in ../bin.
//
//	go run .                 all rows; writes RESULTS.md
//	go run . -quick          all rows with small numbers, to see that they run
//	go run . -list           what rows there are
//	go run . NAME…           these rows only; prints, and writes nothing
//	go run . wave -appliances 5000
//	go run . start_1m -rounds 3
//	go run . -profile server.pgo
//
// Each row prints "ratio NAME VALUE", the median of its rounds. In a round both
// sides are measured one after the other, and their ratio is taken pair by pair.
//
// Servers, load generators and peers run as processes of their own on the
// loopback, on free ports. All of them, and the scratch folder, are gone when
// this program ends, however it ends. The scratch folder is $OLLU_BENCH_DIR or
// one below the system's temporary folder; with -keep the large stocks in it stay
// for the next run.
//
// server.pgo is a processor profile of a server with a million licences that is
// asked one question after another with and without a device, signed and signed
// afresh, and batches, for about as long each. "make build" hands it to the compiler,
// "make profile" takes it anew; an old one costs speed and nothing else.
package main
