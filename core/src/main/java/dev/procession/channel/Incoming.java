package dev.procession.channel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.procession.NotSendableException;
import dev.procession.internal.shm.RecordSink;
import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records that have been copied while a lock was held, to be decoded without. Each thread keeps one
 * of these; code of the user's that runs meanwhile, such as {@code readObject}, gets another one.
 */
final class Incoming implements RecordSink {
  private static final int USUAL_BYTES = 256;

  /** A thread keeps no more. */
  private static final int KEPT_BYTES = 1 << 16;

  private static final int KEPT_RECORDS = 1 << 12;

  /** The largest array a JVM is sure to make. */
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private static final ThreadLocal<@Nullable Incoming> OWN = new ThreadLocal<>();

  private int count;
  private int[] formats = new int[1];

  /** Where a value begins in the bytes; or what an {@code Integer} is. */
  private int[] numbers = new int[1];

  private int[] lengths = new int[1];

  /** What is there as it is to be. */
  private @Nullable Object[] copies = new @Nullable Object[1];

  private byte[] bytes = new byte[USUAL_BYTES];
  private int used;

  /** For one use; {@link #borrow} gives one for many. */
  Incoming() {}

  /** One that nobody uses; to be {@linkplain #release released}. */
  static Incoming borrow() {
    Incoming own = OWN.get();
    if (own == null) {
      return new Incoming();
    }
    OWN.set(null);
    return own;
  }

  void release() {
    clear();
    if (bytes.length <= KEPT_BYTES && formats.length <= KEPT_RECORDS) {
      OWN.set(this);
    }
  }

  /** Forgets all records. */
  void clear() {
    Arrays.fill(copies, 0, count, null);
    count = 0;
    used = 0;
  }

  int count() {
    return count;
  }

  @Override
  public void accept(int format, MemorySegment memory, long start, long length) {
    reserveRecord();
    formats[count] = format;
    if (format == ItemFormat.INTEGER) {
      numbers[count] = (int) length;
    } else if (format == ItemFormat.VALUE) {
      numbers[count] = used;
      lengths[count] = (int) length;
      reserveBytes(length);
      MemorySegment.copy(memory, JAVA_BYTE, start, bytes, used, (int) length);
      used += (int) length;
    } else {
      copies[count] = ItemFormat.copy(format, memory, start, length);
    }
    count++;
  }

  private void reserveRecord() {
    // The last to grow: should there be no memory half-way, all of them grow the next time.
    if (count == copies.length) {
      formats = Arrays.copyOf(formats, 2 * count);
      numbers = Arrays.copyOf(numbers, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
      copies = Arrays.copyOf(copies, 2 * count);
    }
  }

  private void reserveBytes(long length) {
    if (length > bytes.length - used) {
      long needed = used + length;
      if (needed > LARGEST) {
        throw new OutOfMemoryError("more than 2 GiB at a time: bytes=" + needed);
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(needed, 2L * bytes.length)));
    }
  }

  /**
   * Decodes a record.
   *
   * @throws NotSendableException if the item cannot be rebuilt here
   */
  Object item(int record) {
    int format = formats[record];
    if (format == ItemFormat.INTEGER) {
      return numbers[record];
    }
    Object item = format == ItemFormat.VALUE ? decode(record) : copies[record];
    if (item == null) {
      throw new NotSendableException("the item arrived damaged: format=" + format, null);
    }
    return item;
  }

  private @Nullable Object decode(int record) {
    var in = new WireInput(bytes, numbers[record], lengths[record]);
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return ObjectCodec.read(in, ForeignLoaders.orLocal(loader), "the item");
  }
}
