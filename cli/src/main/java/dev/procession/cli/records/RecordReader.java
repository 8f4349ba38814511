package dev.procession.cli.records;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into records.
 *
 * <p>Records stay bytes here: what they mean is found out in the workers, in parallel. The last
 * record need not have a separator. A carriage return before a line feed belongs to the separator.
 */
final class RecordReader implements AutoCloseable {
  /** The largest record. A file without any separator would otherwise be read into memory whole. */
  static final int LARGEST_RECORD = 1 << 28;

  private static final int BUFFER = 1 << 18;

  private final InputStream in;
  private final byte separator;
  private final boolean skipsBlank;

  private byte[] buffer = new byte[BUFFER];

  /** The first byte in the buffer that belongs to the next record. */
  private int start;

  /** One after the last byte in the buffer. */
  private int end;

  /** Position of {@code buffer[start]} in the file. */
  private long offset;

  /** Position of the record that {@link #next} returned last. */
  private long recordOffset;

  RecordReader(InputStream in, RecordFormat format, long offset) {
    this.in = in;
    this.separator = format.separator();
    this.skipsBlank = format.skipsBlank();
    this.offset = offset;
  }

  /** The next record without its separator; null at the end. */
  byte @Nullable [] next() throws IOException {
    while (true) {
      int length = findSeparator();
      if (length == 0 && start == end) {
        return null;
      }
      recordOffset = offset;
      byte[] record = Arrays.copyOfRange(buffer, start, start + contentLength(length));
      advance(length);
      if (!skipsBlank || !isBlank(record)) {
        return record;
      }
    }
  }

  /** Where in the file the last record began. */
  long recordOffset() {
    return recordOffset;
  }

  /** Where in the file the next record begins. */
  long offset() {
    return offset;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Returns how many bytes come before the next separator, or before the end of the file. */
  private int findSeparator() throws IOException {
    int scanned = start;
    while (true) {
      for (int i = scanned; i < end; i++) {
        if (buffer[i] == separator) {
          return i - start;
        }
      }
      int pending = end - start;
      if (!fill()) {
        return pending;
      }
      scanned = start + pending;
    }
  }

  /** Reads more; false at the end of the file. What is pending may move to the buffer's begin. */
  private boolean fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      if (end >= LARGEST_RECORD) {
        throw new IOException(
            "a record is too large: offset="
                + offset
                + ", most="
                + LARGEST_RECORD
                + "; is --records right for this input?");
      }
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int count = in.read(buffer, end, buffer.length - end);
    if (count < 0) {
      return false;
    }
    end += count;
    return true;
  }

  private int contentLength(int length) {
    boolean carriageReturn = separator == '\n' && length > 0 && buffer[start + length - 1] == '\r';
    return carriageReturn ? length - 1 : length;
  }

  /** Moves behind the record and its separator, which the last record may lack. */
  private void advance(int length) {
    int step = start + length < end ? length + 1 : length;
    start += step;
    offset += step;
  }

  private static boolean isBlank(byte[] record) {
    for (byte b : record) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
