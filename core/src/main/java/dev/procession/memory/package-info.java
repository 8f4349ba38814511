/**
 * Memory that processes share.
 *
 * <ul>
 *   <li>{@link dev.procession.memory.SharedMemory} is a piece of memory with a name. Any process of
 *       the same user can attach to it: a child, an unrelated JVM, a CPython program.
 *   <li>{@link dev.procession.memory.ShareableList} is a list of numbers, texts and bytes in such a
 *       piece.
 * </ul>
 *
 * Both are handles: what is sent to another process is the name, and the receiver attaches to the
 * same bytes. Every handle is to be {@linkplain AutoCloseable#close() closed} where it is, and the
 * memory is to be unlinked once, by whoever is last to need it.
 *
 * <h2>Who removes what nobody has unlinked</h2>
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
 *       program that uses Procession does, a minute later at the earliest, and logs a warning.
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
