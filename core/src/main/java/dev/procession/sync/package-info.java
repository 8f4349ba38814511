/**
 * Locks, semaphores, conditions, events, barriers and latches between processes.
 *
 * <ul>
 *   <li>{@link dev.procession.sync.SharedLock}: held by one at a time, freed by anyone. Python:
 *       {@code Lock}.
 *   <li>{@link dev.procession.sync.SharedReentrantLock}: its thread may take it again. Python:
 *       {@code RLock}.
 *   <li>{@link dev.procession.sync.SharedReadWriteLock}: many read, or one writes. Python has none.
 *   <li>{@link dev.procession.sync.SharedSemaphore}: a number of permits. Python: {@code
 *       Semaphore}, {@code BoundedSemaphore}.
 *   <li>{@link dev.procession.sync.SharedCondition}: a wait, with a lock, for what others change.
 *       Python: {@code Condition}.
 *   <li>{@link dev.procession.sync.SharedEvent}: a flag that is waited for. Python: {@code Event}.
 *   <li>{@link dev.procession.sync.SharedBarrier}: threads wait for each other, again and again.
 *       Python: {@code Barrier}.
 *   <li>{@link dev.procession.sync.SharedLatch}: a count that goes down to zero once. Python has
 *       none.
 * </ul>
 *
 * <p>Each is made by a static {@code create}, a condition by {@code newCondition()} of its lock. It
 * travels to other processes as an argument, a captured variable or a result, at any time, and is
 * there the same thing. Each outlives whoever uses it: a process that is killed while it holds a
 * lock or waits leaves nobody waiting for longer than a second, usually some milliseconds.
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
