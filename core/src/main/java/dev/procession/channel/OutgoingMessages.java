package dev.procession.channel;

import static dev.procession.channel.FrameLayout.LONG_HEADER;
import static dev.procession.channel.FrameLayout.LONG_MARK;
import static dev.procession.channel.FrameLayout.ONE_PIECE;
import static dev.procession.channel.FrameLayout.SHORT_HEADER;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * Writes messages (see {@link FrameLayout}) as there is room for them.
 *
 * <p>Never waits, and remembers how far it is. A message of which a part has been written has to be
 * finished before anything else is: who cannot wait for that leaves a copy of the rest here ({@link
 * #keep}).
 *
 * <p>Used by one thread at a time.
 */
final class OutgoingMessages {
  /** The JDK copies what is in arrays into memory of its own, as much as it is given. */
  private static final int AT_ONCE = 256 * 1024;

  private static final MemorySegment NONE = MemorySegment.NULL;

  private final ByteSink sink;

  /** The header, and all of a short message. */
  private ByteBuffer first = ByteBuffer.allocate(0);

  /** What comes behind that. */
  private MemorySegment rest = NONE;

  private boolean touched;

  OutgoingMessages(ByteSink sink) {
    this.sink = sink;
  }

  /** Begins a message; the one before has been written. */
  void begin(MemorySegment message) {
    long length = message.byteSize();
    boolean isShort = length <= ONE_PIECE;
    ByteBuffer buffer = ByteBuffer.allocate(isShort ? SHORT_HEADER + (int) length : LONG_HEADER);
    if (length > Integer.MAX_VALUE) {
      buffer.putInt(LONG_MARK).putLong(length);
    } else {
      buffer.putInt((int) length);
    }
    if (isShort) {
      MemorySegment.copy(
          message, 0, MemorySegment.ofBuffer(buffer.duplicate().position(SHORT_HEADER)), 0, length);
      buffer.position(buffer.limit());
    }
    first = buffer.flip();
    rest = isShort ? NONE : message;
    touched = false;
  }

  /**
   * Writes more of the message.
   *
   * @return false if there is no room for all of it
   */
  boolean write() throws IOException {
    while (!isIdle()) {
      ByteBuffer next = rest.byteSize() == 0 ? ByteBuffer.allocate(0) : view(rest);
      int room = next.remaining();
      long written = sink.write(new ByteBuffer[] {first, next});
      if (written == 0) {
        return false;
      }
      touched = true;
      rest = rest.byteSize() == 0 ? NONE : rest.asSlice(room - next.remaining());
    }
    return sink.flush();
  }

  /** The next bytes; those of an array of other numbers cannot be viewed, but copied. */
  private static ByteBuffer view(MemorySegment from) {
    MemorySegment piece = from.asSlice(0, Math.min(from.byteSize(), AT_ONCE));
    return piece.isNative() || piece.heapBase().orElse(null) instanceof byte[]
        ? piece.asByteBuffer()
        : ByteBuffer.wrap(piece.toArray(ValueLayout.JAVA_BYTE));
  }

  /** Whether all has been written. */
  boolean isIdle() {
    return !first.hasRemaining() && rest.byteSize() == 0;
  }

  /** Whether some of the last message has been written. */
  boolean isTouched() {
    return touched;
  }

  /** Forgets a message of which nothing has been written. */
  void forget() {
    first = ByteBuffer.allocate(0);
    rest = NONE;
  }

  /** Copies what is not written yet, so that the sender's memory may change. */
  void keep() {
    if (rest.byteSize() <= Messages.LONGEST_ARRAY) {
      rest = MemorySegment.ofArray(rest.toArray(ValueLayout.JAVA_BYTE));
    } else {
      rest = Arena.ofAuto().allocate(rest.byteSize()).copyFrom(rest);
    }
  }
}
