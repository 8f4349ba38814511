/**
 * Memory that processes share: numbers, arrays, records, and memory with a name that programs in
 * other languages can open too.
 *
 * <ul>
 *   <li>{@link dev.procession.memory.SharedInt}, {@link dev.procession.memory.SharedIntArray},
 *       {@link dev.procession.memory.SharedRecord} and their kin have no name. They travel to other
 *       processes as an argument, a captured variable or a result, at any time, and are there the
 *       same thing. The kernel frees them when the last process that has them ends, however it
 *       ends.
 *   <li>{@link dev.procession.memory.SharedMemory} is a piece of memory with a name. Any process of
 *       the same user can attach to it: a child, an unrelated JVM, a CPython program. {@link
 *       dev.procession.memory.ShareableList} is a list of numbers, texts and bytes in such a piece.
 * </ul>
 *
 * {@code close()} says that this process needs a thing no longer; the others keep it. After it
 * every other method throws {@link IllegalStateException}. What has no name may also be left to the
 * garbage collector, and must stay open while it is on its way, in the process that sent it or in
 * the one that made it. It takes one file descriptor and a few pages of memory in each process that
 * has it: many small numbers are better kept in an array, many records in a {@link
 * dev.procession.memory.SharedRecordArray}. What has a name is to be unlinked once, by whoever is
 * last to need it.
 *
 * <h2>Who removes named memory that nobody has unlinked</h2>
 *
 * A segment has owners: the process that made it, and those that have {@linkplain
 * dev.procession.memory.SharedMemory#adopt() adopted} it. It goes with the last of them.
 *
 * <ul>
 *   <li>When a program ends, what it still owns is unlinked, and one warning is logged that names
 *       it.
 *   <li>When a child ends by itself or is told to end, its parent becomes the owner.
 *   <li>When a child is killed, its parent unlinks what it owned, and logs a warning.
 *   <li>When a program is killed, its children unlink what it owned; if it has none, the next
 *       program that uses Procession does, a minute later at the earliest, and logs a warning. What
 *       was killed in another container, with pids of its own, only {@code procession clean}
 *       removes.
 * </ul>
 *
 * {@linkplain dev.procession.memory.SharedMemory#keep() Kept} memory has no owner and outlives the
 * program. Segments that others made, such as a CPython program, are never removed but by an
 * explicit {@code unlink}.
 *
 * <h2>Memory visibility</h2>
 *
 * Plain reads and writes of shared memory are ordered between processes no more than between
 * threads: hand-overs through a queue, a lock or the end of a child order them, as do the access
 * modes of {@link java.lang.invoke.VarHandle} on the segment.
 *
 * <h2>Nulls</h2>
 *
 * Unless a method says otherwise, a null argument throws {@link NullPointerException}.
 */
@NullMarked
package dev.procession.memory;

import org.jspecify.annotations.NullMarked;
