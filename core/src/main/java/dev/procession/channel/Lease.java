package dev.procession.channel;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An item that was taken from a queue and stays in it until {@link #complete()}. If it is given
 * back, or if the process dies, the next one who takes gets it.
 *
 * {@snippet lang="java" :
 * try (var lease = jobs.lease()) {
 *   run(lease.item());
 *   lease.complete();
 * }
 * }
 *
 * <p>So an item may be delivered more than once, but is never lost: {@link #isRedelivered()} says
 * that it may have been seen before. May be used by any thread. Python has none.
 *
 * @param <E> what the queue holds
 */
public final class Lease<E> implements AutoCloseable {
  /** How the queue is told of the end. */
  @FunctionalInterface
  interface End {
    /** Called once; false if this process does not have the item any more. */
    boolean at(boolean complete);
  }

  private final E item;
  private final long deliveries;
  private final End end;
  private final AtomicBoolean ended = new AtomicBoolean();

  Lease(E item, long deliveries, End end) {
    this.item = item;
    this.deliveries = deliveries;
    this.end = end;
  }

  /**
   * What was taken.
   *
   * @return the item, a copy of what was put
   */
  public E item() {
    return item;
  }

  /**
   * Whether the item may have been delivered before.
   *
   * @return true if somebody has had it who gave it back or died
   */
  public boolean isRedelivered() {
    return deliveries > 1;
  }

  /**
   * The item is done with: nobody gets it any more.
   *
   * @throws IllegalStateException if the lease has ended already, or the queue was closed in this
   *     process
   */
  public void complete() {
    if (!ended.compareAndSet(false, true) || !end.at(true)) {
      throw new IllegalStateException(
          "the lease has ended: deliveries=" + deliveries + "; complete it once, and before close");
    }
  }

  /** Has the next one who takes get the item. Does nothing if the lease has ended. */
  public void giveBack() {
    if (ended.compareAndSet(false, true)) {
      end.at(false);
    }
  }

  /** As {@link #giveBack()}: does nothing after {@link #complete()}. */
  @Override
  public void close() {
    giveBack();
  }
}
