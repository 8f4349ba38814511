package dev.procession.internal.shm;

import static dev.procession.internal.shm.ProcessIds.NOBODY;
import static dev.procession.internal.shm.RecordLogLayout.LEASES_EVER;
import static dev.procession.internal.shm.RecordLogLayout.LEASE_DELIVERIES;
import static dev.procession.internal.shm.RecordLogLayout.LEASE_INDEX;
import static dev.procession.internal.shm.RecordLogLayout.LEASE_OWNER;
import static dev.procession.internal.shm.RecordLogLayout.LEASE_PLACE;
import static dev.procession.internal.shm.RecordLogLayout.MOST_LEASES;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Records of a {@link RecordLog} that somebody has taken on lease: they stay where they are until
 * whoever has them says that they are done with.
 *
 * <pre>
 *    0  owner (8)       the truth: 0 free; a process that has the record; the same with flag
 *                       RETURNED: nobody has it, the next one gets it
 *    8  index (8)       how many records had been taken before it
 *   16  place (8)       where it is
 *   24  deliveries (8)  how often it has been given to somebody
 * </pre>
 *
 * A lease is written with the get lock held, owner last, before the commit that takes the record.
 * If the taker dies between the two, its index is one that nobody has taken yet: the heir of the
 * lock clears it. A lease whose owner is dead is given to the next taker by one store of the owner.
 * Completing and giving back are one compare-and-set of the owner and need no lock.
 */
final class LeaseTable {
  private static final long RETURNED = 1;

  private final Segment segment;

  /** Where to begin the search for a free entry. With the get lock. */
  private int next;

  LeaseTable(Segment segment) {
    this.segment = segment;
  }

  private long get(int lease, int field) {
    return segment.getLong(RecordLogLayout.leaseEntry(lease) + field);
  }

  private void set(int lease, int field, long value) {
    segment.setLong(RecordLogLayout.leaseEntry(lease) + field, value);
  }

  private int ever() {
    return Math.clamp(segment.getInt(LEASES_EVER), 0, MOST_LEASES);
  }

  // ---- with the get lock ------------------------------------------------------------------------

  /** A free entry; -1 if there is none. */
  int findFree() {
    int ever = ever();
    for (int i = 0; i < ever; i++) {
      int lease = next + i < ever ? next + i : next + i - ever;
      if (get(lease, LEASE_OWNER) == NOBODY) {
        next = lease;
        return lease;
      }
    }
    if (ever == MOST_LEASES) {
      return -1;
    }
    segment.setInt(LEASES_EVER, ever + 1);
    return ever;
  }

  /** Notes that this process has a record, which it is about to take. */
  void write(int lease, long index, long place) {
    set(lease, LEASE_INDEX, index);
    set(lease, LEASE_PLACE, place);
    set(lease, LEASE_DELIVERIES, 1);
    set(lease, LEASE_OWNER, ProcessIds.self());
  }

  /** Clears what was written before a commit that never was. */
  void clearFrom(long taken) {
    for (int lease = 0; lease < ever(); lease++) {
      if (get(lease, LEASE_OWNER) != NOBODY && get(lease, LEASE_INDEX) >= taken) {
        set(lease, LEASE_OWNER, NOBODY);
      }
    }
  }

  /** The oldest record that nobody has any more; -1 if there is none. */
  int findAbandoned() {
    int oldest = -1;
    for (int lease = 0; lease < ever(); lease++) {
      if (isAbandoned(lease)
          && (oldest < 0 || get(lease, LEASE_INDEX) < get(oldest, LEASE_INDEX))) {
        oldest = lease;
      }
    }
    return oldest;
  }

  /** All records that nobody has any more, the oldest first. */
  int[] allAbandoned() {
    return IntStream.range(0, ever())
        .filter(this::isAbandoned)
        .boxed()
        .sorted(Comparator.comparingLong(lease -> get(lease, LEASE_INDEX)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** This process has a record now that nobody had any more. */
  void adopt(int lease) {
    set(lease, LEASE_DELIVERIES, deliveries(lease) + 1);
    Steps.at("queue before adoption");
    set(lease, LEASE_OWNER, ProcessIds.self());
  }

  long place(int lease) {
    return get(lease, LEASE_PLACE);
  }

  // ---- without ----------------------------------------------------------------------------------

  private boolean isAbandoned(int lease) {
    long owner = get(lease, LEASE_OWNER);
    return owner != NOBODY && ((owner & RETURNED) != 0 || ProcessIds.isDeadAsFarAsKnown(owner));
  }

  /** How many records nobody has any more. */
  int abandoned() {
    int count = 0;
    for (int lease = 0; lease < ever(); lease++) {
      if (isAbandoned(lease)) {
        count++;
      }
    }
    return count;
  }

  /** How many records somebody has. */
  int held() {
    int count = 0;
    for (int lease = 0; lease < ever(); lease++) {
      if (get(lease, LEASE_OWNER) != NOBODY && !isAbandoned(lease)) {
        count++;
      }
    }
    return count;
  }

  /** How often the record has been given to somebody. */
  long deliveries(int lease) {
    return get(lease, LEASE_DELIVERIES);
  }

  /** It is done with: its memory may be used again. False if this process does not have it. */
  boolean complete(int lease) {
    return segment.compareAndSetLong(
        RecordLogLayout.leaseEntry(lease) + LEASE_OWNER, ProcessIds.self(), NOBODY);
  }

  /** Somebody else shall have it. False if this process does not have it. */
  boolean giveBack(int lease) {
    return segment.compareAndSetLong(
        RecordLogLayout.leaseEntry(lease) + LEASE_OWNER,
        ProcessIds.self(),
        ProcessIds.self() | RETURNED);
  }

  /** Somebody else shall have all that this process has; tells whether there is any. */
  boolean giveAllBack() {
    boolean any = false;
    for (int lease = 0; lease < ever(); lease++) {
      any |= giveBack(lease);
    }
    return any;
  }

  /** Whether a record of the block is on lease. */
  boolean isInUse(int block) {
    for (int lease = 0; lease < ever(); lease++) {
      if (get(lease, LEASE_OWNER) != NOBODY
          && RecordLogLayout.block(get(lease, LEASE_PLACE)) == block) {
        return true;
      }
    }
    return false;
  }
}
