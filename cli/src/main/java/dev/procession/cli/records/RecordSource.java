package dev.procession.cli.records;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The records that are to be done, read one by one as they are asked for, and noted in a {@link
 * Ledger}.
 *
 * <p>For use by one thread.
 */
public final class RecordSource implements Iterator<byte[]> {

  /** Null means standard input. */
  private final @Nullable Path file;

  private final RecordFormat format;
  private final Ledger ledger;

  /** The open input; null before the first record and after the last of a span. */
  private @Nullable RecordReader reader;

  /** A record that has been read but not handed out. */
  private byte @Nullable [] next;

  /**
   * Prepares to read.
   *
   * @param file null means standard input
   * @param format how records are told apart
   * @param ledger what is to be done, and where it is noted
   */
  public RecordSource(@Nullable Path file, RecordFormat format, Ledger ledger) {
    this.file = file;
    this.format = format;
    this.ledger = ledger;
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null) {
        Span span = ledger.current();
        if (span == null) {
          return false;
        }
        read(span);
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("the input could not be read: " + e.getMessage(), e);
    }
  }

  @Override
  public byte[] next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    byte[] record = next;
    next = null;
    return record;
  }

  /** Reads the first record of a span, which may turn out to be the end of the file. */
  private void read(Span span) throws IOException {
    RecordReader from = reader == null ? open(span.offset()) : reader;
    next = from.next();
    if (next != null) {
      ledger.read(from.recordOffset(), from.offset());
      // What follows a span with an end has been done before; the next span begins elsewhere.
      reader = span.count() == 1 ? null : from;
    } else {
      ledger.readAll();
      reader = null;
    }
    if (reader == null) {
      from.close();
    }
  }

  private RecordReader open(long offset) throws IOException {
    InputStream in = file == null ? System.in : new FileInputStream(file.toFile());
    in.skipNBytes(offset);
    return new RecordReader(in, format, offset);
  }
}
