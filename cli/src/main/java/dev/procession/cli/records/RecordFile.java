package dev.procession.cli.records;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * A file that grows record by record.
 *
 * <p>Plain streams rather than channels: an interrupt would close a channel.
 */
public final class RecordFile implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final FileDescriptor descriptor;
  private final OutputStream out;
  private final byte separator;

  /** How many bytes the file has, what is buffered included. */
  private long length;

  private RecordFile(FileOutputStream file, byte separator, long length) throws IOException {
    this.descriptor = file.getFD();
    this.out = new BufferedOutputStream(file, BUFFER);
    this.separator = separator;
    this.length = length;
  }

  /**
   * Begins a file; what it held before is gone.
   *
   * @param file a path
   * @param separator written after each record
   * @return empty
   * @throws IOException if the file cannot be written
   */
  public static RecordFile create(Path file, byte separator) throws IOException {
    return new RecordFile(new FileOutputStream(file.toFile()), separator, 0);
  }

  /**
   * Goes on with a file. What lies behind a length is cut off.
   *
   * @param file a path
   * @param separator written after each record
   * @param length how many bytes to keep
   * @return of that length
   * @throws IOException if the file cannot be written, or is shorter
   */
  public static RecordFile reopen(Path file, byte separator, long length) throws IOException {
    try (var whole = new RandomAccessFile(file.toFile(), "rw")) {
      if (whole.length() < length) {
        throw new IOException(
            "the file has been shortened since: file="
                + file
                + ", length="
                + whole.length()
                + ", expected="
                + length);
      }
      whole.setLength(length);
    }
    return new RecordFile(new FileOutputStream(file.toFile(), true), separator, length);
  }

  /**
   * Writes to standard output.
   *
   * @param separator written after each record
   * @return of length 0
   * @throws IOException never, in practice
   */
  public static RecordFile standardOutput(byte separator) throws IOException {
    return new RecordFile(new FileOutputStream(FileDescriptor.out), separator, 0);
  }

  /**
   * Adds a record.
   *
   * @param record without separator
   * @throws IOException if writing fails; the file's end is then undefined
   */
  public void add(byte[] record) throws IOException {
    out.write(record);
    out.write(separator);
    length += record.length + 1L;
  }

  /**
   * How many bytes have been added, and kept.
   *
   * @return the length the file has after {@link #flush}
   */
  public long length() {
    return length;
  }

  /**
   * Hands everything to the operating system.
   *
   * @throws IOException if writing fails
   */
  public void flush() throws IOException {
    out.flush();
  }

  /**
   * Makes sure that everything is on the disk.
   *
   * @throws IOException if writing fails
   */
  public void sync() throws IOException {
    out.flush();
    descriptor.sync();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
