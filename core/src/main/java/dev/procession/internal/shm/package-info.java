/**
 * Memory shared between processes: how its bytes are laid out, and the words in it that several
 * processes change at once.
 *
 * <p>A {@code …Layout} class holds offsets, magic and version of one structure and no behaviour.
 * What a peer may have damaged is copied once, checked, and only then used.
 */
@NullMarked
package dev.procession.internal.shm;

import org.jspecify.annotations.NullMarked;
