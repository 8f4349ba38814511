/**
 * The group {@code channel}: queues, pipes and connections, beside those of CPython, sockets of the
 * JDK, and libraries that pass messages through shared memory.
 *
 * <p>A line is either a {@link dev.procession.benchmarks.channel.Flow}, from some processes to
 * others, or {@link dev.procession.benchmarks.channel.Trips} between two. Each process works
 * through its own end, a {@link dev.procession.benchmarks.channel.Putter} or a {@link
 * dev.procession.benchmarks.channel.Taker}, which a {@link
 * dev.procession.benchmarks.channel.Station} opens there; a contestant's processes work for no
 * other, so that the compiler sees one kind of end only. The process that measures takes no part.
 */
@NullMarked
package dev.procession.benchmarks.channel;

import org.jspecify.annotations.NullMarked;
