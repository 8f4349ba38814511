/**
 * Locks, semaphores, conditions, events, barriers and latches between processes.
 *
 * <p>Each is made by a static {@code create}, travels to other processes as an argument, a captured
 * variable or a result, at any time, and is there the same thing. Each outlives whoever uses it: a
 * process that is killed while it holds a lock or waits leaves nobody waiting for longer than a
 * second, usually some milliseconds.
 *
 * <p>{@code close()} says that this process needs a thing no longer; the others keep it. What is
 * dropped without being closed is released by the garbage collector, and everything by the kernel
 * when the last process that has it ends, however it ends.
 *
 * <p>A thing takes one file descriptor and a few pages of memory in each process that has it.
 */
@NullMarked
package dev.procession.sync;

import org.jspecify.annotations.NullMarked;
