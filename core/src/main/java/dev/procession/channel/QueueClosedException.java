package dev.procession.channel;

import dev.procession.ProcessionException;

/**
 * Nothing can be put into a queue any more, or nothing is left to be taken and nothing will come:
 * it has been shut down, or nobody is left who puts.
 *
 * <p>Python: {@code queue.ShutDown}, which only the queues of managers have there.
 */
public final class QueueClosedException extends ProcessionException {
  private static final long serialVersionUID = 1L;

  /**
   * For queues of whatever kind.
   *
   * @param message what has been closed, and what to do
   */
  public QueueClosedException(String message) {
    super(message, null);
  }

  static QueueClosedException forPut(String queue) {
    return new QueueClosedException(
        "the queue has been shut down: queue=" + queue + "; put nothing after shutdown()");
  }

  static QueueClosedException forTake(String queue) {
    return new QueueClosedException(
        "the queue has been shut down and is empty: queue=" + queue + "; nothing will come");
  }

  static QueueClosedException forLostProducers(String queue) {
    return new QueueClosedException(
        "the queue is empty and no producer is left: queue=" + queue + "; nothing will come");
  }
}
