package dev.procession.internal.shm;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records that are to be put into a {@link RecordLog}: what each is made of, ready to be copied. To
 * be used again and again, by one thread at a time.
 */
public final class Records {
  private static final MemorySegment NONE = MemorySegment.ofArray(new byte[0]);
  private static final int USUAL = 1;

  private int count;
  private long[] headers = new long[USUAL];
  private long[] starts = new long[USUAL];

  /** Where the bytes are; null if they are in the common memory. */
  private @Nullable MemorySegment[] sources = new @Nullable MemorySegment[USUAL];

  /** Where the bytes of those records are that were added without any memory of their own. */
  private MemorySegment common = NONE;

  /** Makes an empty list of records. */
  public Records() {}

  /** Forgets all records. */
  public void clear() {
    Arrays.fill(sources, 0, count, null);
    count = 0;
    common = NONE;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /**
   * Adds a record.
   *
   * @param format any number from 1 to 126
   * @param source where its bytes are
   */
  public void add(int format, MemorySegment source) {
    add(format, source, 0, source.byteSize());
  }

  /** Adds a record whose bytes are a piece of the {@linkplain #common common} memory. */
  public void add(int format, long start, long length) {
    add(format, null, start, length);
  }

  /**
   * Adds a record that is nothing but a number.
   *
   * @param format any number from 128 to 255
   */
  public void addWord(int format, int value) {
    add(format, NONE, 0, value & 0xFFFF_FFFFL);
  }

  private void add(int format, @Nullable MemorySegment source, long start, long length) {
    // The last to grow: should there be no memory half-way, all of them grow the next time.
    if (count == sources.length) {
      headers = Arrays.copyOf(headers, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      sources = Arrays.copyOf(sources, 2 * count);
    }
    headers[count] = RecordLogLayout.header(format, length);
    starts[count] = start;
    sources[count] = source;
    count++;
  }

  /** Says where the bytes are of records that were added without; after the last one. */
  public void common(MemorySegment memory) {
    common = memory;
  }

  long header(int record) {
    return headers[record];
  }

  /** What a record takes in the log, in bytes. */
  public long room(int record) {
    return RecordLogLayout.room(bytes(headers[record]));
  }

  /** Copies the bytes of a record. */
  void copy(int record, MemorySegment target, long at) {
    long length = bytes(headers[record]);
    if (length > 0) {
      MemorySegment source = sources[record];
      MemorySegment.copy(source == null ? common : source, starts[record], target, at, length);
    }
  }

  /** How many bytes follow a header. */
  static long bytes(long header) {
    return RecordLogLayout.format(header) >= RecordLogLayout.WORD_FORMATS
        ? 0
        : RecordLogLayout.length(header);
  }
}
