package dev.procession.channel;

import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What both kinds of connections do with messages before they go and after they have come. */
final class Messages {
  /** The longest array that a JVM is sure to make. */
  static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private static final int FIRST_ROOM = 256;
  private static final String WHAT = "the message";

  private Messages() {}

  static MemorySegment part(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return MemorySegment.ofArray(bytes).asSlice(offset, length);
  }

  /** Sends the bytes of an object; if that fails, what was to be fetched for them is taken back. */
  static void send(Connection way, @Nullable Object value)
      throws IOException, InterruptedException {
    var out = new WireOutput(FIRST_ROOM);
    ObjectCodec.write(out, value, WHAT);
    boolean sent = false;
    try {
      way.sendBytes(MemorySegment.ofArray(out.array()).asSlice(0, out.position()));
      sent = true;
    } finally {
      if (!sent) {
        out.rewind(0);
      }
    }
  }

  /** The object of these bytes, with the classes that this thread sees. */
  static @Nullable Object decode(byte[] bytes) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return ObjectCodec.read(new WireInput(bytes), ForeignLoaders.orLocal(loader), WHAT);
  }

  static int checkedLimit(int maxLength) {
    if (maxLength < 0) {
      throw new IllegalArgumentException("negative: maxLength=" + maxLength);
    }
    return maxLength;
  }

  static void checkWritable(MemorySegment memory) {
    if (memory.isReadOnly()) {
      throw new IllegalArgumentException("read-only: memory=" + memory + "; give one to write to");
    }
  }

  /** A message as an array; not copied if it is one already. */
  static byte[] array(MemorySegment message) {
    return message.heapBase().orElse(null) instanceof byte[] whole
            && whole.length == message.byteSize()
        ? whole
        : message.toArray(ValueLayout.JAVA_BYTE);
  }

  /** Puts a message where the receiver wants it, unless it is there already. */
  static long deliver(MemorySegment message, MemorySegment room) throws BufferTooShortException {
    long length = message.byteSize();
    if (length > room.byteSize()) {
      throw new BufferTooShortException(message, room.byteSize());
    }
    boolean there =
        message.heapBase().equals(room.heapBase()) && message.address() == room.address();
    if (!there) {
      MemorySegment.copy(message, 0, room, 0, length);
    }
    return length;
  }
}
