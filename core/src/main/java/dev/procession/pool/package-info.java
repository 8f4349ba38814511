/**
 * Pools of worker processes.
 *
 * <p>{@link dev.procession.pool.ProcessPool} is the way in. Its calls come in a few families:
 *
 * <ul>
 *   <li>one task: {@code apply} waits for it, {@code submit} gives a future;
 *   <li>many items, all results at once: {@code map}, {@code starmap}, and their {@code Async}
 *       forms;
 *   <li>many items, results as they come, with back-pressure: {@code stream} and {@code
 *       streamUnordered};
 *   <li>many items, a failure being a result like any other: {@code outcomes} and {@code
 *       outcomesUnordered}.
 * </ul>
 *
 * {@link dev.procession.pool.PoolConfig} holds the settings of a pool, {@link
 * dev.procession.pool.CallOptions} those of one call. A pool has a fixed number of workers or as
 * many as there is work for; they are processes or threads, as the {@link dev.procession.Context}
 * says. {@link dev.procession.pool.ProcessPool#common()} is there for all who need no pool of their
 * own. {@link dev.procession.pool.Futures} waits for several futures at a time.
 *
 * <p>A failure costs the item that caused it and nothing else: a task that throws, hangs beyond its
 * limit, calls {@link System#exit}, or kills its process fails alone, and its neighbours in the
 * same chunk run elsewhere. {@code docs/failure-model.md} has the whole table.
 *
 * <h2>Inside</h2>
 *
 * The package-private half of this package is the machinery. {@code PoolLoop} is the one thread
 * that owns all state of a pool; {@code WorkerBody} is the other side of the socket; {@code Chunk}
 * is what travels between them.
 */
@NullMarked
package dev.procession.pool;

import org.jspecify.annotations.NullMarked;
