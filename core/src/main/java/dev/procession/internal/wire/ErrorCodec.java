package dev.procession.internal.wire;

import dev.procession.NotSendableException;
import dev.procession.RemoteTaskException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions to bytes and back, whatever they are.
 *
 * <p>An exception travels twice: as itself if it can be serialized, and as plain data (type,
 * message, stack, causes). The reader rebuilds the original if it can and makes a {@link
 * RemoteTaskException} from the data if it cannot, so an exception that cannot be sent or rebuilt
 * is a poorer report, never a lost one.
 */
public final class ErrorCodec {
  private static final int DEEPEST = 20;
  private static final int MOST_FRAMES = 1024;
  private static final int MOST_SUPPRESSED = 20;

  private ErrorCodec() {}

  /** Appends an exception. Never fails. */
  public static void write(WireOutput out, Throwable error) {
    boolean polite = writeReport(out, error);
    if (!polite) {
      // Nobody could use the original.
      out.writeInt(0);
      return;
    }
    int lengthAt = out.position();
    out.writeInt(0);
    try {
      ObjectCodec.write(out, error, "the exception");
      out.setInt(lengthAt, out.position() - lengthAt - Integer.BYTES);
    } catch (NotSendableException dataMustDo) {
      // ObjectCodec has taken back what it wrote; the length stays 0.
    }
  }

  /**
   * Appends an exception as plain data only. Never fails; false if the exception would not say more
   * than its type.
   */
  public static boolean writeReport(WireOutput out, Throwable error) {
    int start = out.position();
    try {
      writeData(out, error, 0);
      return true;
    } catch (Throwable rude) {
      // An exception's own methods are user code and may throw anything.
      out.rewind(start);
      writeRude(out, error.getClass().getName());
      return false;
    }
  }

  /** Data without message, stack and causes. */
  private static void writeRude(WireOutput out, String type) {
    PlainWriter.writeString(out, type);
    out.writeByte(1);
    PlainWriter.writeString(out, "it could not be asked about itself");
    out.writeInt(0);
    out.writeByte(0);
    out.writeInt(0);
  }

  private static void writeData(WireOutput out, Throwable error, int depth) {
    PlainWriter.writeString(out, error.getClass().getName());
    String message = messageOf(error);
    out.writeByte(message == null ? 0 : 1);
    if (message != null) {
      PlainWriter.writeString(out, message);
    }
    StackTraceElement[] stack = error.getStackTrace();
    int frames = Math.min(stack.length, MOST_FRAMES);
    out.writeInt(frames);
    for (int i = 0; i < frames; i++) {
      writeFrame(out, stack[i]);
    }
    Throwable cause = depth < DEEPEST ? error.getCause() : null;
    out.writeByte(cause == null ? 0 : 1);
    if (cause != null) {
      writeData(out, cause, depth + 1);
    }
    Throwable[] suppressed = error.getSuppressed();
    int count = depth < DEEPEST ? Math.min(suppressed.length, MOST_SUPPRESSED) : 0;
    out.writeInt(count);
    for (int i = 0; i < count; i++) {
      writeData(out, suppressed[i], DEEPEST);
    }
  }

  /** What an exception's {@code toString()} says; that is user code too, and may throw anything. */
  public static String describe(Throwable error) {
    try {
      return error.toString();
    } catch (Throwable rude) {
      return error.getClass().getName();
    }
  }

  /** What an exception's {@code getMessage()} says; likewise. */
  public static @Nullable String messageOf(Throwable error) {
    try {
      return error.getMessage();
    } catch (Throwable e) {
      return "(its getMessage() threw " + e.getClass().getName() + ")";
    }
  }

  private static void writeFrame(WireOutput out, StackTraceElement frame) {
    PlainWriter.writeString(out, frame.getClassName());
    PlainWriter.writeString(out, frame.getMethodName());
    String file = frame.getFileName();
    PlainWriter.writeString(out, file == null ? "" : file);
    out.writeInt(frame.getLineNumber());
  }

  /**
   * Reads what {@link #writeReport} has written.
   *
   * @throws IOException if it makes no sense
   */
  public static RemoteTaskException readReport(WireInput in) throws IOException {
    return readData(in, 0);
  }

  /** Reads an exception: the original, or a {@link RemoteTaskException} in its place. */
  public static Throwable read(WireInput in, ClassLoader loader) {
    try {
      RemoteTaskException described = readData(in, 0);
      int length = in.readLength(1);
      if (length > 0) {
        int end = in.position() + length;
        Throwable original = rebuild(in, loader, described.remoteType());
        in.position(end);
        if (original != null) {
          return original;
        }
      }
      return described;
    } catch (IOException | RuntimeException e) {
      return new NotSendableException("an exception of the task arrived damaged", e);
    }
  }

  private static @Nullable Throwable rebuild(WireInput in, ClassLoader loader, String type) {
    try {
      Object object = ObjectCodec.read(in, loader, "the exception");
      return object instanceof Throwable t && t.getClass().getName().equals(type) ? t : null;
    } catch (NotSendableException dataMustDo) {
      return null;
    }
  }

  private static RemoteTaskException readData(WireInput in, int depth) throws IOException {
    if (depth > DEEPEST + 1) {
      throw new IOException("causes are nested too deeply");
    }
    String type = PlainReader.readString(in);
    String message = in.readByte() == 0 ? null : PlainReader.readString(in);
    StackTraceElement[] stack = new StackTraceElement[in.readLength(1)];
    for (int i = 0; i < stack.length; i++) {
      stack[i] = readFrame(in);
    }
    RemoteTaskException cause = in.readByte() == 0 ? null : readData(in, depth + 1);
    List<RemoteTaskException> suppressed = new ArrayList<>();
    for (int i = in.readLength(1); i > 0; i--) {
      suppressed.add(readData(in, depth + 1));
    }
    var error = new RemoteTaskException(type, message, cause);
    error.setStackTrace(stack);
    suppressed.forEach(error::addSuppressed);
    return error;
  }

  private static StackTraceElement readFrame(WireInput in) throws IOException {
    String type = PlainReader.readString(in);
    String method = PlainReader.readString(in);
    String file = PlainReader.readString(in);
    return new StackTraceElement(type, method, file.isEmpty() ? null : file, in.readInt());
  }
}
