package dev.procession.internal.shm;

import java.lang.foreign.MemorySegment;

/** What gets the records that are taken from a {@link RecordLog}. */
@FunctionalInterface
public interface RecordSink {
  /**
   * Copies one record. Called with the lock of all takers held, so it does nothing else; if it
   * throws, nothing has been taken.
   *
   * @param format what the record was added with
   * @param memory where its bytes are, which others overwrite later
   * @param start of its bytes there
   * @param length how many bytes; of a record that is a number, that number
   */
  void accept(int format, MemorySegment memory, long start, long length);
}
