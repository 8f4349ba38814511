package dev.procession.pool;

import dev.procession.internal.proc.ChildSockets;
import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.proc.JvmChild;
import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.shm.Bell;
import dev.procession.internal.shm.Link;
import dev.procession.internal.wire.FrameReader;
import dev.procession.internal.wire.FrameWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Messages through shared memory; the pool's bell says when there is something to do. Sockets carry
 * what has to get there before, and what overtakes.
 */
final class SharedLink implements WorkerLink {
  private final ChildSockets sockets;
  private final Link link;
  private final FrameReader reader;
  private final FrameWriter writer;
  private boolean ignored;

  /** Tells the worker where the link is; {@code number} is what it says when it rings the bell. */
  SharedLink(ChildSockets sockets, Bell bell, int number) throws IOException {
    this.sockets = sockets;
    sockets.control().configureBlocking(false);
    link = Link.ofParent(SharedThings.create(Link.plan("")));
    reader = new FrameReader(link.input());
    writer = new FrameWriter(link.output());
    boolean introduced = false;
    try {
      var introduction = new FrameWriter(sockets.data());
      introduction.add(
          Protocol.LINK, new Introduction(link.address(), bell.address(), number).toBytes());
      introduction.flush();
      introduced = true;
    } finally {
      if (!introduced) {
        link.close();
      }
    }
  }

  @Override
  public void send(int type, ByteBuffer... pieces) {
    writer.add(type, pieces);
  }

  @Override
  public void flush() throws IOException {
    while (!writer.flush()) {
      if (link.awaitRoom()) {
        return;
      }
    }
  }

  @Override
  public FrameReader.@Nullable Frame receive() throws IOException {
    return ignored ? null : reader.next();
  }

  @Override
  public void ignore() {
    ignored = true;
  }

  @Override
  public void control(ControlMessage message) throws IOException {
    message.send(sockets.control());
  }

  @Override
  public void close() {
    ignored = true;
    link.close();
    JvmChild.close(sockets);
  }
}
