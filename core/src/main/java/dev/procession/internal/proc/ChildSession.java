package dev.procession.internal.proc;

import dev.procession.internal.shm.ProcessSlot;

/**
 * What a child's body works with.
 *
 * @param data the socket for its work
 * @param slot the memory shared with the parent
 */
public record ChildSession(SturdyChannel data, ProcessSlot slot) {}
