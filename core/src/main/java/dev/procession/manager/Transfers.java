package dev.procession.manager;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Leases of proxies that are on their way between processes.
 *
 * <p>One ends when the receiver has taken a lease of its own. If nobody does, it ends with its
 * sender, but a minute later, since what a process has put into a queue outlives it; and after an
 * hour in any case, since a message can be lost.
 */
final class Transfers {
  /** How long a lease lasts when the process is gone that has sent the proxy. */
  static final Duration AFTER_SENDER = Duration.ofMinutes(1);

  private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

  /** How many arrivals are remembered of what has not been announced yet. */
  private static final int MOST_EARLY = 10_000;

  private final ObjectTable table;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final Map<Long, Transfer> underWay = new HashMap<>();

  /** Those that arrived before they were announced, on another connection. Guarded by the lock. */
  private final Set<Long> early = new LinkedHashSet<>();

  /** A lease. */
  private static final class Transfer {
    private final Served object;
    private final @Nullable Client client;
    private final Duration afterwards;
    private long deadline;

    Transfer(Served object, @Nullable Client client, Duration afterwards, long deadline) {
      this.object = object;
      this.client = client;
      this.afterwards = afterwards;
      this.deadline = deadline;
    }
  }

  Transfers(ObjectTable table) {
    this.table = table;
  }

  /**
   * A proxy is on its way.
   *
   * @param client who has sent it or is to get it; null if that is not known
   * @param afterwards how long the lease lasts when that client is gone
   */
  void begin(long number, Served object, @Nullable Client client, Duration afterwards) {
    List<Transfer> over;
    lock.lock();
    try {
      over = takeOver();
      if (early.remove(number) || underWay.containsKey(number)) {
        return;
      }
      underWay.put(
          number, new Transfer(object, client, afterwards, System.nanoTime() + LONGEST_NANOS));
      table.lease(object, 1);
    } finally {
      lock.unlock();
    }
    end(over);
  }

  /** A proxy has arrived, and its receiver has a lease. */
  void arrived(long number) {
    if (number == 0) {
      return;
    }
    Transfer transfer;
    lock.lock();
    try {
      transfer = underWay.remove(number);
      if (transfer == null) {
        early.add(number);
        if (early.size() > MOST_EARLY) {
          Iterator<Long> oldest = early.iterator();
          oldest.next();
          oldest.remove();
        }
      }
    } finally {
      lock.unlock();
    }
    if (transfer != null) {
      end(List.of(transfer));
    }
  }

  /** A client is gone. */
  void gone(Client client) {
    List<Transfer> over;
    boolean some = false;
    lock.lock();
    try {
      long now = System.nanoTime();
      for (Transfer transfer : underWay.values()) {
        if (transfer.client == client) {
          transfer.deadline = now + transfer.afterwards.toNanos();
          some |= transfer.afterwards.isPositive();
        }
      }
      over = takeOver();
    } finally {
      lock.unlock();
    }
    end(over);
    if (some) {
      var unused = Alarms.in(AFTER_SENDER.plusSeconds(1).toNanos(), this::endThoseOver);
    }
  }

  private void endThoseOver() {
    List<Transfer> over;
    lock.lock();
    try {
      over = takeOver();
    } finally {
      lock.unlock();
    }
    end(over);
  }

  /** Takes out those whose time is up. Called with the lock held. */
  private List<Transfer> takeOver() {
    if (underWay.isEmpty()) {
      return List.of();
    }
    long now = System.nanoTime();
    var over = new ArrayList<Transfer>();
    underWay
        .values()
        .removeIf(
            transfer -> {
              boolean late = transfer.deadline - now <= 0;
              if (late) {
                over.add(transfer);
              }
              return late;
            });
    return over;
  }

  private void end(List<Transfer> transfers) {
    transfers.forEach(transfer -> table.lease(transfer.object, -1));
  }
}
