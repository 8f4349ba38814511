package dev.procession.pool;

import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.wire.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How messages of {@link Protocol} get to a worker and back. Used by the loop alone; nothing here
 * waits.
 *
 * <p>An {@link IOException} means that the worker is gone or out of its mind; the loop then kills
 * it and waits for its death.
 */
interface WorkerLink extends AutoCloseable {

  /** Queues a message; {@link #flush()} sends it. The pieces must not change until it is sent. */
  void send(int type, ByteBuffer... pieces);

  /** Sends what is queued, as far as there is room now; the rest follows as room appears. */
  void flush() throws IOException;

  /** The next message from the worker, or null if there is none now. */
  FrameReader.@Nullable Frame receive() throws IOException;

  /** Takes no more messages from the worker. */
  void ignore();

  /** Sends a message that overtakes all others. */
  void control(ControlMessage message) throws IOException;

  @Override
  void close();
}
