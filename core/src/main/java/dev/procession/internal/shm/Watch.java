package dev.procession.internal.shm;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks for deaths that nobody told of, in place of the threads of this process that sleep: one
 * thread, which is there only while some do.
 *
 * <p>The parent of a dead process usually tells ({@link Deaths}). It cannot if it does not know the
 * segment, or is dead too. So for each segment on which threads sleep, somebody looks every {@link
 * #PERIOD} whether the processes still live that use it: the first living party that has sleepers.
 * The others only look whether that one lives. Hence the work does not grow with the square of the
 * processes that wait, nor with the number of threads at all.
 *
 * <p>Who finds a death has everybody who sleeps on the segment look again, twice, {@link #PERIOD}
 * apart: a thread that had looked before the death, but had not fallen asleep when it was called
 * the first time, is asleep the second time.
 */
final class Watch implements Runnable {
  /** The promise is that nobody waits longer than a second for the dead. */
  static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(800);

  private static final Watch INSTANCE = new Watch();

  private static final int CALLS = 2;

  /** How many threads sleep on each segment. Changed by them. */
  private final ConcurrentHashMap<Segment, Integer> sleepers = new ConcurrentHashMap<>();

  /** Whether the thread is there. Set by whoever starts it, cleared by itself. */
  private volatile boolean running;

  private Watch() {}

  /** A thread is about to sleep on the segment. */
  static void begin(Segment segment) {
    INSTANCE.add(segment);
  }

  /** A thread sleeps on it no more. */
  static void end(Segment segment) {
    INSTANCE.sleepers.computeIfPresent(segment, (s, count) -> count == 1 ? null : count - 1);
  }

  private void add(Segment segment) {
    sleepers.merge(segment, 1, Integer::sum);
    if (!running) {
      start();
    }
  }

  private synchronized void start() {
    if (running) {
      return;
    }
    running = true;
    try {
      Thread.ofPlatform()
          .daemon()
          .inheritInheritableThreadLocals(false)
          .name("procession-watch")
          .start(this);
    } catch (OutOfMemoryError noThread) {
      // The next one to sleep tries again; no sleep lasts for ever in any case.
      running = false;
    }
  }

  @Override
  public void run() {
    do {
      while (!sleepers.isEmpty()) {
        LockSupport.parkNanos(PERIOD);
        look();
      }
      running = false;
      // Somebody may have fallen asleep in between, and taken this thread for running.
    } while (!sleepers.isEmpty() && takeOver());
  }

  private synchronized boolean takeOver() {
    if (running) {
      return false;
    }
    running = true;
    return true;
  }

  private void look() {
    Map<Long, Boolean> seen = new HashMap<>();
    for (Segment segment : sleepers.keySet()) {
      try {
        if (isOurs(segment, seen) && hasNewDeath(segment, seen)) {
          segment.wakeAll();
        }
      } catch (IllegalStateException closedMeanwhile) {
        // Its sleepers are told of that.
      }
    }
  }

  /** Whether this process is the one that looks: the first living party with sleepers. */
  private static boolean isOurs(Segment segment, Map<Long, Boolean> seen) {
    PartyTable parties = segment.parties();
    for (int party = 0; party < parties.ever(); party++) {
      long process = parties.process(party);
      if (process != ProcessIds.NOBODY && parties.asleep(party) > 0 && !isDead(process, seen)) {
        return process == ProcessIds.self();
      }
    }
    // There was no room in the table for this process.
    return true;
  }

  private static boolean hasNewDeath(Segment segment, Map<Long, Boolean> seen) {
    Map<Long, Integer> called = segment.local(Called.class, s -> new Called()).counts;
    boolean any = isNewDeath(segment.holder(), called, seen);
    PartyTable parties = segment.parties();
    for (int party = 0; party < parties.ever(); party++) {
      any |= isNewDeath(parties.process(party), called, seen);
    }
    return any;
  }

  private static boolean isNewDeath(
      long process, Map<Long, Integer> called, Map<Long, Boolean> seen) {
    if (process == ProcessIds.NOBODY || called.getOrDefault(process, 0) == CALLS) {
      return false;
    }
    if (!isDead(process, seen)) {
      return false;
    }
    called.merge(process, 1, Integer::sum);
    return true;
  }

  private static boolean isDead(long process, Map<Long, Boolean> seen) {
    return seen.computeIfAbsent(process, ProcessIds::isDead);
  }

  /** How often sleepers of a segment have been called because of each death; for the one thread. */
  private static final class Called {
    private final Map<Long, Integer> counts = new HashMap<>();
  }
}
