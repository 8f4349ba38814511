package dev.procession.internal.proc;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * The two sockets that tie a child to its parent.
 *
 * @param control interrupts, and the end of either side
 * @param data whatever the child's body does
 */
public record ChildSockets(SocketChannel control, SocketChannel data) implements AutoCloseable {

  @Override
  public void close() {
    try (data;
        control) {
      // Both are closed, even if closing one of them fails.
    } catch (IOException nothingMoreToDo) {
      // The descriptors are released in any case.
    }
  }
}
