package dev.procession.pool;

import dev.procession.internal.proc.ChildSockets;
import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.proc.JvmChild;
import dev.procession.internal.wire.FrameWriter;
import java.io.IOException;

/**
 * The sockets of a worker that is a process.
 *
 * @param sockets the two of them
 */
record SocketTie(ChildSockets sockets) implements WorkerTie {
  @Override
  public void introduce(Introduction introduction) throws IOException {
    sockets.control().configureBlocking(false);
    var writer = new FrameWriter(sockets.data());
    writer.add(Protocol.LINK, introduction.toBytes());
    writer.flush();
  }

  @Override
  public void control(ControlMessage message) throws IOException {
    message.send(sockets.control());
  }

  @Override
  public void close() {
    JvmChild.close(sockets);
  }
}
