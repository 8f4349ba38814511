/**
 * Child processes, and what every part of Procession shares: the functions that may travel to
 * another process, how children are started, and what can go wrong.
 *
 * <h2>A tour</h2>
 *
 * <ul>
 *   <li>{@link dev.procession.pool.ProcessPool} runs tasks in a fixed number of child JVMs and is
 *       where most programs begin. It is an {@link java.util.concurrent.ExecutorService}.
 *   <li>{@link dev.procession.ChildProcess} is one process, with the manners of a {@link Thread}:
 *       it is started, waited for, interrupted, and it can be killed.
 *   <li>{@link dev.procession.Processes} knows who runs: this process, its parent, its children;
 *       and waits for several things at once.
 *   <li>{@link dev.procession.Context} says how children are started, {@link
 *       dev.procession.StartMethod} in which way: heap, options, environment, output, spares.
 *   <li>{@link dev.procession.Task}, {@link dev.procession.Action}, {@link dev.procession.Fn} and
 *       {@link dev.procession.Fn2} are the functions that can be sent to a process. A lambda or a
 *       method reference written where one is expected just works.
 * </ul>
 *
 * <h2>Who ends whom</h2>
 *
 * A program that ends waits for its child processes, except for those that are daemons: it ends
 * them. A process that is killed, or ended by a signal, takes everything below it along.
 *
 * <h2>What travels</h2>
 *
 * Arguments, results and functions are copied between processes. A change that a task makes to its
 * argument, to a captured variable or to a static field is made in its own process only. What
 * cannot be copied fails with a {@link dev.procession.NotSendableException} that names the culprit.
 *
 * <p>Strings, boxed primitives, primitive arrays, enums, records of those, and lists of those take
 * a fast path; everything else goes through JDK serialization, so it must be {@link
 * java.io.Serializable}. Records need not be, if their package is open to Procession (on the class
 * path it always is).
 *
 * <h2>Memory visibility</h2>
 *
 * Actions in a thread before it hands an object to another process happen-before the reading of
 * that object there; actions of a task happen-before the reading of its result. Nothing else is
 * shared.
 *
 * <h2>Nulls and durations</h2>
 *
 * Unless a method says otherwise, a null argument throws {@link NullPointerException}; a {@link
 * java.time.Duration} of zero or less means "do not wait", and one too long for a {@code long} of
 * nanoseconds (about 292 years) means "for ever".
 */
@NullMarked
package dev.procession;

import org.jspecify.annotations.NullMarked;
