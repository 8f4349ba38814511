/**
 * What every part of Procession shares: the functions that may travel to another process, how child
 * JVMs are started, and what can go wrong.
 *
 * <h2>A tour</h2>
 *
 * <ul>
 *   <li>{@link dev.procession.pool.ProcessPool} runs tasks in a fixed number of child JVMs and is
 *       where most programs begin. It is an {@link java.util.concurrent.ExecutorService}.
 *   <li>{@link dev.procession.Task}, {@link dev.procession.Action}, {@link dev.procession.Fn} and
 *       {@link dev.procession.Fn2} are the functions that can be sent to a process. A lambda or a
 *       method reference written where one is expected just works.
 *   <li>{@link dev.procession.Context} says how child JVMs are started: heap, options, environment.
 * </ul>
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
