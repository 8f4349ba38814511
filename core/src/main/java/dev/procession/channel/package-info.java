/**
 * What processes send to each other: queues, and connections between two ends.
 *
 * <ul>
 *   <li>{@link dev.procession.channel.SharedQueue}: a {@code BlockingQueue} of which any process
 *       puts and takes. Python: {@code Queue}.
 *   <li>{@link dev.procession.channel.JoinableQueue}: one that can be waited for until all has been
 *       dealt with. Python: {@code JoinableQueue}.
 *   <li>{@link dev.procession.channel.SimpleQueue}: put, take, and no more. Python: {@code
 *       SimpleQueue}.
 *   <li>{@link dev.procession.channel.Pipe}: two {@link dev.procession.channel.Connection}s that
 *       lead to each other through shared memory. Python: {@code Pipe}.
 *   <li>{@link dev.procession.channel.Listener} and {@link dev.procession.channel.Client}: make
 *       connections over TCP and Unix-domain sockets, with CPython programs too. Python: {@code
 *       Listener}, {@code Client}.
 * </ul>
 *
 * <p>A queue or a pipe lies in shared memory that belongs to nobody: there is no thread that feeds
 * it and no process that serves it. It travels to other processes as an argument, a captured
 * variable, a result or an item of another queue, at any time, and is there the same queue; it must
 * stay open in its sender, or in its maker, until it has arrived. Each process closes what it no
 * longer needs; what is dropped without being closed is released by the garbage collector, and
 * everything by the kernel when the last process that has it ends, however it ends.
 */
@NullMarked
package dev.procession.channel;

import org.jspecify.annotations.NullMarked;
