package dev.procession.pool;

import dev.procession.internal.proc.ControlMessage;
import java.io.IOException;

/** What ties a worker to its pool beside the {@link WorkerLink}. Used by the loop's own thread. */
interface WorkerTie extends AutoCloseable {

  /**
   * Sends a message that overtakes all others, without waiting.
   *
   * @throws IOException if the worker is gone or does not react
   */
  void control(ControlMessage message) throws IOException;

  @Override
  void close();
}
