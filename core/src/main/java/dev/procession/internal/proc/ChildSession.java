package dev.procession.internal.proc;

import dev.procession.internal.shm.ProcessSlot;
import java.nio.channels.SocketChannel;

/**
 * What a child's body works with.
 *
 * @param data the socket for its work, blocking
 * @param slot the memory shared with the parent
 */
public record ChildSession(SocketChannel data, ProcessSlot slot) {}
