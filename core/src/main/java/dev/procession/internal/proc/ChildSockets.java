package dev.procession.internal.proc;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * The two sockets that tie a child to its parent.
 *
 * @param control interrupts, log records, and the end of either side; the supervisor closes it when
 *     it has read everything the child has said
 * @param data whatever the child's body does
 */
public record ChildSockets(SocketChannel control, SocketChannel data) implements AutoCloseable {

  /** Says nothing more to the child, which then ends; its last words can still be read. */
  @Override
  public void close() {
    try (data) {
      control.shutdownOutput();
    } catch (IOException nothingMoreToDo) {
      // The child is gone, or the descriptor is released in any case.
    }
  }
}
