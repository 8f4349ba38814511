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
 * <h2>Large values</h2>
 *
 * <p>Arrays of primitives and {@link java.lang.foreign.MemorySegment}s of 128 KiB and more travel
 * beside the messages, in shared memory, if they are an argument, an item, a result, or what a
 * submitted lambda has captured. They are copied once into shared memory; an array once more into
 * the heap of who receives it. As a part of something else, such as a component of a record or what
 * the function of a {@code map} has captured, they are serialized with that and limited to 2 GiB.
 *
 * <p>Memory arrives as memory, whatever its size and whether it was on the heap or native: native,
 * writable, open to every thread, aligned to 64 bytes, and with the content that it had when it was
 * sent. From 128 KiB on it is read where it lies and not copied again. Neither side sees what the
 * other does to it afterwards. It lasts as long as anybody refers to it, in a worker beyond the end
 * of the item, in the caller beyond the end of worker and pool, and is given back when the garbage
 * collector finds that nobody does; if a lot is kept, the collector is asked to look. Empty memory
 * arrives empty; there is no largest size but what the machine has room for. A null is a null.
 *
 * <p>Memory is read by the thread that calls, or for {@code mapAsync} by one of the pool's, so that
 * of a confined arena, or of one that is closed, may be impossible to send. Then, and if there is
 * no room, that item fails with {@link dev.procession.NotSendableException}. A worker that dies on
 * the way costs the item it had, and leaves no memory behind. An interrupt does not hit a copy.
 *
 * <p>Python: {@code multiprocessing} pickles such values and sends them through a pipe; its {@code
 * shared_memory} has to be managed by hand.
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
