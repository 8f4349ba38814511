package dev.procession.channel;

import dev.procession.internal.shm.Deadline;
import java.io.IOException;

/**
 * A stream of bytes in both directions that outlives interrupts: reading and writing never wait;
 * who finds nothing, or no room, waits here. One thread at a time reads, one writes.
 */
interface Link extends ByteSource, ByteSink {
  /**
   * Waits until there may be something to read, the other side is gone, or this one is closed.
   *
   * @return false if the time is up
   */
  boolean awaitReadable(Deadline deadline) throws IOException, InterruptedException;

  /**
   * Waits until there may be room, the other side is gone, or this one is closed.
   *
   * @return false if the time is up
   */
  boolean awaitWritable(Deadline deadline) throws IOException, InterruptedException;

  /** Ends all waits. */
  void close();
}
