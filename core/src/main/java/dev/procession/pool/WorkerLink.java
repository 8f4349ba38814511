package dev.procession.pool;

import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.shm.Bell;
import dev.procession.internal.shm.Link;
import dev.procession.internal.wire.FrameReader;
import dev.procession.internal.wire.FrameWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How messages of {@link Protocol} get to a worker and back: through shared memory; the pool's bell
 * says when there is something to do. What has to get there before, and what overtakes, goes over
 * the worker's {@link WorkerTie}. Used by the loop alone; nothing here waits.
 *
 * <p>An {@link IOException} means that the worker is gone or out of its mind; the loop then kills
 * it and waits for its death.
 */
final class WorkerLink implements AutoCloseable {
  private final WorkerTie tie;
  private final Link link;
  private final FrameReader reader;
  private final FrameWriter writer;
  private boolean ignored;
  private boolean closed;

  /** Tells the worker where the link is; {@code number} is what it says when it rings the bell. */
  WorkerLink(WorkerTie tie, Bell bell, int number) throws IOException {
    this.tie = tie;
    link = Link.ofParent(SharedThings.create(Link.plan("")));
    reader = new FrameReader(link.input());
    writer = new FrameWriter(link.output());
    boolean introduced = false;
    try {
      tie.introduce(new Introduction(link.address(), bell.address(), number));
      introduced = true;
    } finally {
      if (!introduced) {
        link.close();
      }
    }
  }

  /** Queues a message; {@link #flush()} sends it. The pieces must not change until it is sent. */
  void send(int type, ByteBuffer... pieces) {
    writer.add(type, pieces);
  }

  /** Sends what is queued, as far as there is room now; the rest follows as room appears. */
  void flush() throws IOException {
    // A worker may have died since something was queued for it.
    while (!closed && !writer.flush()) {
      if (link.awaitRoom()) {
        return;
      }
    }
  }

  /** The next message from the worker, or null if there is none now. */
  FrameReader.@Nullable Frame receive() throws IOException {
    return ignored ? null : reader.next();
  }

  /** Takes no more messages from the worker. */
  void ignore() {
    ignored = true;
  }

  /** Sends a message that overtakes all others. */
  void control(ControlMessage message) throws IOException {
    tie.control(message);
  }

  @Override
  public void close() {
    ignored = true;
    closed = true;
    link.close();
    tie.close();
  }
}
