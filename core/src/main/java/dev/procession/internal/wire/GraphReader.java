package dev.procession.internal.wire;

import dev.procession.NotSendableException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import org.jspecify.annotations.Nullable;

/** Reads what {@link GraphWriter} wrote, in the same order. Used by one thread. */
public final class GraphReader {
  private final ReceivingStream stream;

  /**
   * Starts to read a graph, and puts {@code in} behind it.
   *
   * @param what what the graph is to the user, for the message
   * @throws NotSendableException if the bytes are damaged
   */
  public GraphReader(WireInput in, ClassLoader loader, String what) {
    try {
      int length = in.readLength(1);
      stream = new ReceivingStream(in, length, loader);
      in.position(in.position() + length);
    } catch (IOException | BufferUnderflowException e) {
      throw ObjectCodec.unreadable(what, e);
    }
  }

  /**
   * Reads a value.
   *
   * @param what what the value is to the user, for the message
   * @throws NotSendableException if it cannot be rebuilt here
   */
  public @Nullable Object read(String what) {
    try {
      return stream.readWhole();
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (IOException | ReflectiveOperationException | RuntimeException | Error e) {
      throw ObjectCodec.unreadable(what, e);
    }
  }

  /**
   * Reads eight bytes.
   *
   * @throws NotSendableException if they are not there
   */
  public long readLong(String what) {
    try {
      return stream.readLong();
    } catch (IOException e) {
      throw ObjectCodec.unreadable(what, e);
    }
  }
}
