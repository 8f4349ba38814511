/**
 * Child JVMs: starting them, keeping some in reserve, tying them to their parent, stopping and
 * reaping them.
 *
 * <p>{@code Launcher} gives out children: from {@code Spares}, or fresh ones. What a child is to be
 * comes in an {@code Assignment}. {@code ProcessEnd} is what happens when this process ends.
 *
 * <p>{@code JvmChild} is the parent's view of one child, {@code ChildMain} is where a child begins.
 * The two find each other through {@code Rendezvous} and are then tied by two sockets:
 * <em>control</em> for interrupts and for noticing the other side's death, <em>data</em> for
 * whatever the child's {@code ChildBody} does. Standard input, output and error are never used for
 * the protocol.
 */
@NullMarked
package dev.procession.internal.proc;

import org.jspecify.annotations.NullMarked;
