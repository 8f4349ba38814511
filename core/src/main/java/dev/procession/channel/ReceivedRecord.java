package dev.procession.channel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.procession.internal.shm.RecordSink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A message on its way from a log of records to its receiver; used once. */
final class ReceivedRecord implements RecordSink {
  private final long limit;
  private final @Nullable MemorySegment room;

  private MemorySegment message = MemorySegment.NULL;
  private long length;

  /**
   * Makes one.
   *
   * @param limit how long the message may be
   * @param room where it is to go if it fits; null for nowhere in particular
   */
  ReceivedRecord(long limit, @Nullable MemorySegment room) {
    this.limit = limit;
    this.room = room;
  }

  @Override
  public void accept(int format, MemorySegment memory, long start, long bytes) {
    length = bytes;
    if (bytes > limit) {
      return;
    }
    if (room != null && bytes <= room.byteSize()) {
      message = room.asSlice(0, bytes);
    } else if (bytes <= Messages.LONGEST_ARRAY) {
      byte[] array = new byte[(int) bytes];
      MemorySegment.copy(memory, JAVA_BYTE, start, array, 0, (int) bytes);
      message = MemorySegment.ofArray(array);
      return;
    } else {
      message = Arena.ofAuto().allocate(bytes);
    }
    MemorySegment.copy(memory, start, message, 0, bytes);
  }

  MemorySegment message() throws MessageTooLongException {
    if (length > limit) {
      throw new MessageTooLongException(length, limit);
    }
    return message;
  }
}
