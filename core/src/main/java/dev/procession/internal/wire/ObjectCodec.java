package dev.procession.internal.wire;

import dev.procession.NotSendableException;
import dev.procession.internal.passing.ChannelTravelException;
import java.io.IOException;
import java.io.InvalidClassException;
import java.lang.foreign.MemorySegment;
import java.nio.BufferUnderflowException;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Objects to bytes and back.
 *
 * <p>Plain values (see {@link PlainWriter}) are written directly; a value that is not plain as a
 * whole goes through JDK serialization as a whole, so that shared references and cycles in it
 * survive.
 *
 * <p>Stateless; used by any thread.
 */
public final class ObjectCodec {
  private ObjectCodec() {}

  /**
   * Appends a value.
   *
   * @param what what the value is to the user, for the message: "the argument", "the task", …
   * @throws NotSendableException if it cannot be sent; nothing is appended then
   */
  public static void write(WireOutput out, @Nullable Object value, String what) {
    if (Parcels.write(out, value, what)) {
      return;
    }
    int start = out.position();
    try {
      if (!PlainWriter.write(out, value) && value != null) {
        out.rewind(start);
        writeSerialized(out, value);
      }
    } catch (OutOfMemoryError e) {
      out.rewind(start);
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      // Whatever the value's own methods throw, it cannot be sent.
      out.rewind(start);
      throw Culprit.explain(what, value, e);
    }
  }

  /** Whether a value and all its parts are of types that are rebuilt without code of the user's. */
  public static boolean isPlain(@Nullable Object value) {
    if (value instanceof ArrayList<?> list) {
      for (Object element : list) {
        if (!isPlainScalar(element)) {
          return false;
        }
      }
      return true;
    }
    return isPlainScalar(value);
  }

  /** Whether it is an array of primitives, or memory: what is sent as it is, however large. */
  public static boolean isBulk(@Nullable Object value) {
    return value != null
        && (value instanceof MemorySegment
            || value.getClass().isArray() && value.getClass().getComponentType().isPrimitive());
  }

  private static boolean isPlainScalar(@Nullable Object value) {
    return value == null
        || value instanceof String
        || value instanceof Number && value.getClass().getPackageName().equals("java.lang")
        || value instanceof Boolean
        || value instanceof Character;
  }

  private static void writeSerialized(WireOutput out, Object value) throws IOException {
    out.writeByte(Tag.SERIALIZED);
    int lengthAt = out.position();
    out.writeInt(0);
    try (var stream = new SendingStream(out)) {
      stream.writeObject(value);
    }
    out.setInt(lengthAt, out.position() - lengthAt - Integer.BYTES);
  }

  /**
   * Reads a value.
   *
   * @param what what the value is to the user, for the message
   * @throws NotSendableException if it cannot be rebuilt here
   */
  public static @Nullable Object read(WireInput in, ClassLoader loader, String what) {
    return read(in, loader, what, null);
  }

  /**
   * Reads a value.
   *
   * @param what what the value is to the user, for the message
   * @param channels is told the channels in it; null if nobody wants to know
   * @throws NotSendableException if it cannot be rebuilt here
   */
  public static @Nullable Object read(
      WireInput in, ClassLoader loader, String what, @Nullable Consumer<Channel> channels) {
    try {
      return read(in, loader, channels);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (IOException | ReflectiveOperationException | RuntimeException | Error e) {
      throw unreadable(what, e);
    }
  }

  /** The exception to throw for a value that could not be read. */
  public static NotSendableException unreadable(String what, Throwable failure) {
    if (failure instanceof BufferUnderflowException) {
      return new NotSendableException(what + " arrived damaged", failure);
    }
    String message = "could not rebuild " + what + " here: ";
    if (failure instanceof ChannelTravelException) {
      message += failure.getMessage();
    } else if (failure instanceof InvalidClassException) {
      message +=
          failure.getMessage()
              + (failure.getCause() == null ? "" : ", " + failure.getCause().getMessage())
              + "; a serialization filter refused it, or the class differs between the processes";
    } else if (failure instanceof ClassNotFoundException
        || failure instanceof NoClassDefFoundError) {
      message +=
          "class "
              + failure.getMessage()
              + " is missing; put it on the class path of both processes";
    } else {
      message += ErrorCodec.describe(failure);
    }
    return new NotSendableException(message, failure);
  }

  private static @Nullable Object read(
      WireInput in, ClassLoader loader, @Nullable Consumer<Channel> channels)
      throws IOException, ReflectiveOperationException {
    int tag = in.readByte();
    if (tag != Tag.SERIALIZED) {
      return PlainReader.read(in, tag, loader);
    }
    int length = in.readLength(1);
    int end = in.position() + length;
    try (var stream = new ReceivingStream(in, length, loader)) {
      Object value = stream.readWhole();
      if (channels != null) {
        stream.channels().forEach(channels);
      }
      return value;
    } finally {
      in.position(end);
    }
  }
}
