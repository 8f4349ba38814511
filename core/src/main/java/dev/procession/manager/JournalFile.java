package dev.procession.manager;

import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of records; see {@link JournalLayout}. One process has it open at a time. Used by one
 * thread at a time.
 *
 * <p>Written through {@link RandomAccessFile}, which a thread's interrupt does not close.
 */
final class JournalFile implements Closeable {
  private final Path path;
  private final RandomAccessFile file;
  private final @Nullable FileLock lock;
  private long length;

  private JournalFile(Path path, RandomAccessFile file, @Nullable FileLock lock) {
    this.path = path;
    this.file = file;
    this.lock = lock;
  }

  /** Is told what is in a file. */
  interface Reader {
    /**
     * Whose file it is; comes first.
     *
     * @param id null if the file is new
     * @return whose it is to be, if it is new
     */
    UUID id(@Nullable UUID id);

    void record(WireInput record);
  }

  /**
   * Opens a file, made if there is none, and reads its records.
   *
   * @throws IOException if it cannot be, if another process has it open, or if it is none of ours
   */
  static JournalFile open(Path path, Reader reader) throws IOException {
    var file = new RandomAccessFile(path.toFile(), "rw");
    JournalFile journal = null;
    try {
      journal = new JournalFile(path, file, lock(path, file));
      if (file.length() == 0) {
        journal.begin(reader.id(null));
      } else {
        journal.length = journal.read(reader);
        file.setLength(journal.length);
        file.seek(journal.length);
      }
      return journal;
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** Makes a file that takes another one's place later. */
  static JournalFile create(Path path, UUID id) throws IOException {
    Files.deleteIfExists(path);
    var file = new RandomAccessFile(path.toFile(), "rw");
    var journal = new JournalFile(path, file, lock(path, file));
    journal.begin(id);
    return journal;
  }

  private static FileLock lock(Path path, RandomAccessFile file) throws IOException {
    FileLock lock = null;
    try {
      lock = file.getChannel().tryLock();
    } catch (OverlappingFileLockException here) {
      // Then this process has it.
    }
    if (lock == null) {
      throw new IOException(
          "another manager uses the journal: file=" + path + "; end that, or give another file");
    }
    return lock;
  }

  private void begin(UUID id) throws IOException {
    var out = new WireOutput(JournalLayout.HEADER);
    out.writeLong(JournalLayout.MAGIC);
    out.writeInt(JournalLayout.VERSION);
    out.writeLong(id.getMostSignificantBits());
    out.writeLong(id.getLeastSignificantBits());
    file.setLength(0);
    file.write(out.array(), 0, out.position());
    length = out.position();
  }

  /** Reads all records that are whole; returns where they end. */
  private long read(Reader reader) throws IOException {
    file.seek(0);
    var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16));
    try (in) {
      long magic = file.length() < JournalLayout.HEADER ? 0 : in.readLong();
      int version = magic == 0 ? 0 : in.readInt();
      if (magic != JournalLayout.MAGIC || version != JournalLayout.VERSION) {
        throw new IOException(
            "not a journal of this version: file="
                + path
                + ", version="
                + (magic == JournalLayout.MAGIC ? version : "none")
                + "; give another file");
      }
      reader.id(new UUID(in.readLong(), in.readLong()));
      long end = JournalLayout.HEADER;
      while (true) {
        byte[] record = next(in, file.length() - end - JournalLayout.RECORD_HEADER);
        if (record == null) {
          return end;
        }
        reader.record(new WireInput(record));
        end += JournalLayout.RECORD_HEADER + record.length;
      }
    }
  }

  /** The next record; null if there is none that is whole. */
  private static byte @Nullable [] next(DataInputStream in, long left) throws IOException {
    if (left < 0) {
      return null;
    }
    try {
      int size = in.readInt();
      int checksum = in.readInt();
      if (size < 0 || size > left) {
        return null;
      }
      byte[] record = in.readNBytes(size);
      return record.length == size && checksum == checksum(record, 0, size) ? record : null;
    } catch (EOFException torn) {
      return null;
    }
  }

  private static int checksum(byte[] bytes, int from, int length) {
    var crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /** Begins a record, which {@link #append} then ends and writes. */
  static WireOutput record() {
    var out = new WireOutput(128);
    out.writeLong(0);
    return out;
  }

  /**
   * Appends a record by one write. If that fails the file is as it was.
   *
   * @throws IOException if there is no room, most likely
   */
  void append(WireOutput record) throws IOException {
    int size = record.position() - JournalLayout.RECORD_HEADER;
    record.setInt(0, size);
    record.setInt(Integer.BYTES, checksum(record.array(), JournalLayout.RECORD_HEADER, size));
    boolean done = false;
    try {
      file.write(record.array(), 0, record.position());
      length += record.position();
      done = true;
    } finally {
      if (!done) {
        file.setLength(length);
        file.seek(length);
      }
    }
  }

  long length() {
    return length;
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (lock != null && lock.isValid()) {
      lock.release();
    }
    file.close();
  }
}
