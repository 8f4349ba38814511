package dev.procession.pool;

import dev.procession.internal.proc.ChildSockets;
import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.proc.JvmChild;
import java.io.IOException;

/**
 * The sockets of a worker that is a process.
 *
 * @param sockets the two of them
 */
record SocketTie(ChildSockets sockets) implements WorkerTie {
  @Override
  public void control(ControlMessage message) throws IOException {
    message.send(sockets.control());
  }

  @Override
  public void close() {
    JvmChild.close(sockets);
  }
}
