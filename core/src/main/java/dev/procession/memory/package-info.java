/**
 * Memory that processes share: numbers, arrays and records.
 *
 * <p>Each is made by a static {@code create}, travels to other processes as an argument, a captured
 * variable or a result, at any time, and is there the same thing. Whoever has it may read and write
 * it; it lives as long as any process has it open.
 *
 * <p>{@code close()} says that this process needs a thing no longer; the others keep it. What is
 * dropped without being closed is released by the garbage collector, and everything by the kernel
 * when the last process that has it ends, however it ends. After {@code close()} every method but
 * that throws {@link IllegalStateException}. A thing that is on its way must stay open, in the
 * process that sent it or in the one that made it, until it has arrived.
 *
 * <p>A thing takes one file descriptor and a few pages of memory in each process that has it: many
 * small numbers are better kept in an array, many records in a {@link
 * dev.procession.memory.SharedRecordArray}.
 *
 * <p>Unless a method says otherwise, a null argument throws {@link NullPointerException}.
 */
@NullMarked
package dev.procession.memory;

import org.jspecify.annotations.NullMarked;
