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
 * says when there is something to do. What overtakes goes over the worker's {@link WorkerTie}. Made
 * by any thread before the worker is started, then used by the loop alone; nothing here waits.
 *
 * <p>An {@link IOException} means that the worker is gone or out of its mind; the loop then kills
 * it and waits for its death.
 */
final class WorkerLink implements AutoCloseable {
  private final Link link;
  private final Introduction introduction;
  private final FrameReader reader;
  private final FrameWriter writer;

  /** Null until the worker has reported. */
  private @Nullable WorkerTie tie;

  private boolean ignored;
  private boolean closed;

  /** Makes one; {@code number} is what the worker says when it rings the bell. */
  WorkerLink(Bell bell, int number) {
    link = Link.ofParent(SharedThings.create(Link.plan("")));
    introduction = new Introduction(link.address(), bell.address(), number);
    reader = new FrameReader(link.input());
    writer = new FrameWriter(link.output());
  }

  /** What the worker is told about it. */
  Introduction introduction() {
    return introduction;
  }

  /** The worker has reported. */
  void tie(WorkerTie made) {
    tie = made;
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

  /** Sends a message that overtakes all others, to a worker that has reported. */
  void control(ControlMessage message) throws IOException {
    if (tie != null) {
      tie.control(message);
    }
  }

  /** Doing so again does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    ignored = true;
    closed = true;
    link.close();
    if (tie != null) {
      tie.close();
    }
  }
}
