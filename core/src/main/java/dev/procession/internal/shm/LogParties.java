package dev.procession.internal.shm;

import static dev.procession.internal.shm.RecordLogLayout.CONSUMED;
import static dev.procession.internal.shm.RecordLogLayout.PRODUCED;

/**
 * What the processes that use a {@link RecordLog} have to do with it, in the mark of each.
 *
 * <pre>
 *   producer (1 bit)       it may put something: set before its first put
 *   consumer (1 bit)       it may take something; only if the log ends with its consumers
 *   index (30 bits)        how many records had been taken before it took its last, lower bits
 *   unfinished (32 bits)   how many it has taken and not said that they are done
 * </pre>
 *
 * The taker raises {@code unfinished} and sets {@code index} in one step, before the commit that
 * takes the record, with the get lock held. If it dies in between, {@code index} is one that nobody
 * has taken, so the heir of the lock takes it off again. (A mark of 2^30 records ago might look the
 * same then; it would be counted one too low.)
 *
 * <p>What counts is what living processes have: a process that dies or closes the log is no
 * producer any more, and what it had taken is finished.
 */
final class LogParties {
  private static final long PRODUCER = 1L << 63;
  private static final long CONSUMER = 1L << 62;
  private static final long ROLES = PRODUCER | CONSUMER;
  private static final int INDEX_SHIFT = 32;
  private static final long INDEX = (1L << 30) - 1;
  private static final long UNFINISHED = (1L << 32) - 1;

  private final Segment segment;
  private final PartyTable parties;

  LogParties(Segment segment) {
    this.segment = segment;
    this.parties = segment.parties();
  }

  // ---- producers --------------------------------------------------------------------------------

  /** This process may put something from now on. */
  void becomeProducer() {
    take(PRODUCER, PRODUCED);
  }

  /** This process puts nothing more; false if it was no producer. */
  boolean retireProducer() {
    return giveUp(PRODUCER);
  }

  /**
   * Whether there has been a producer, and none is left.
   *
   * @param dead whether to look for the dead too, which takes longer
   */
  boolean haveProducersGone(boolean dead) {
    return haveGone(PRODUCER, PRODUCED, dead);
  }

  // ---- consumers --------------------------------------------------------------------------------

  /** This process may take something from now on. */
  void becomeConsumer() {
    take(CONSUMER, CONSUMED);
  }

  /** This process takes nothing more; false if it was no consumer. */
  boolean retireConsumer() {
    return giveUp(CONSUMER);
  }

  /**
   * Whether there has been a consumer, and none is left.
   *
   * @param dead whether to look for the dead too, which takes longer
   */
  boolean haveConsumersGone(boolean dead) {
    return haveGone(CONSUMER, CONSUMED, dead);
  }

  // ---- what both are ----------------------------------------------------------------------------

  private void take(long role, int ever) {
    int own = parties.ownOrFail();
    if ((parties.mark(own) & role) == 0) {
      long seen;
      do {
        seen = parties.mark(own);
      } while (!parties.mark(own, seen, seen | role));
      // Afterwards: whoever finds nobody sees by the number that it has looked too early.
      segment.getAndAddInt(ever, 1);
    }
  }

  private boolean giveUp(long role) {
    int own = parties.own();
    while (own != PartyTable.NONE) {
      long seen = parties.mark(own);
      if ((seen & role) == 0) {
        return false;
      }
      if (parties.mark(own, seen, seen & ~role)) {
        return true;
      }
    }
    return false;
  }

  /** Looks again if somebody has come meanwhile, perhaps in a place that was looked at before. */
  private boolean haveGone(long role, int ever, boolean byTheLiving) {
    int seen = segment.getInt(ever);
    while (seen != 0 && !isTaken(role, byTheLiving)) {
      int again = segment.getInt(ever);
      if (again == seen) {
        return true;
      }
      seen = again;
    }
    return false;
  }

  private boolean isTaken(long role, boolean byTheLiving) {
    for (int party = 0; party < parties.ever(); party++) {
      if ((parties.mark(party) & role) != 0 && (!byTheLiving || isAlive(party))) {
        return true;
      }
    }
    return false;
  }

  // ---- who has not finished ---------------------------------------------------------------------

  /** This process is about to take the record of that index. With the get lock. */
  void take(long index) {
    int own = parties.ownOrFail();
    long seen;
    long taken;
    do {
      seen = parties.mark(own);
      taken = (index & INDEX) << INDEX_SHIFT | (seen & UNFINISHED) + 1;
    } while (!parties.mark(own, seen, seen & ROLES | taken));
  }

  /** Corrects the mark of a taker that died or was cut off before its commit. With the get lock. */
  void mend(long taken) {
    for (int party = 0; party < parties.ever(); party++) {
      long seen = parties.mark(party);
      while ((seen & UNFINISHED) != 0
          && (seen >>> INDEX_SHIFT & INDEX) == (taken & INDEX)
          && !parties.mark(party, seen, seen & ROLES | previous(taken) | (seen & UNFINISHED) - 1)) {
        seen = parties.mark(party);
      }
    }
  }

  private static long previous(long taken) {
    return (taken - 1 & INDEX) << INDEX_SHIFT;
  }

  /**
   * Something that was taken is done: by this process, or, if it has nothing, by another one.
   *
   * @return how many that process has left; negative if nobody had any
   */
  long finish() {
    int own = parties.own();
    long left = own == PartyTable.NONE ? -1 : finish(own);
    for (int party = 0; left < 0 && party < parties.ever(); party++) {
      if (isAlive(party)) {
        left = finish(party);
      }
    }
    return left;
  }

  private long finish(int party) {
    while (true) {
      long seen = parties.mark(party);
      if ((seen & UNFINISHED) == 0) {
        return -1;
      }
      if (parties.mark(party, seen, seen - 1)) {
        return (seen & UNFINISHED) - 1;
      }
    }
  }

  /** How many records living processes have taken and not finished. */
  long unfinished() {
    long sum = 0;
    for (int party = 0; party < parties.ever(); party++) {
      long unfinished = parties.mark(party) & UNFINISHED;
      if (unfinished > 0 && isAlive(party)) {
        sum += unfinished;
      }
    }
    return sum;
  }

  private boolean isAlive(int party) {
    return parties.process(party) != ProcessIds.NOBODY && !parties.isDead(party);
  }
}
