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
 * #PERIOD} whether the processes still live that use it, and notes in the segment when it did. The
 * others only look at that note, and take over when it is old: whoever wrote it may be dead, or
 * stopped, or asleep on the segment at other times only. Hence the work does not grow with the
 * square of the processes that wait, nor with the number of threads at all.
 *
 * <p>Who finds a death has everybody who sleeps on the segment look again, twice, {@link #PERIOD}
 * apart: a thread that had looked before the death, but had not fallen asleep when it was called
 * the first time, is asleep the second time.
 */
final class Watch implements Runnable {
  /**
   * The promise is that nobody waits longer than a second for the dead, even if whoever looks is
   * stopped: that takes {@link #OLD} and a period until the next one looks.
   */
  static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(400);

  /** Who sleeps no longer than this looks by itself early enough. */
  static final long SHORT = PERIOD / 4;

  /** A look that is so old has not been followed by the next. */
  private static final long OLD = PERIOD + PERIOD / 4;

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

  /** Whether threads of this process sleep on the segment. */
  static boolean isSleptOn(Segment segment) {
    return INSTANCE.sleepers.containsKey(segment);
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
      try {
        while (!sleepers.isEmpty()) {
          LockSupport.parkNanos(PERIOD);
          look();
        }
      } finally {
        // After an error too: the next one to sleep starts another thread.
        running = false;
      }
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
        if (isOurs(segment) && hasNewDeath(segment, seen)) {
          segment.wakeAll();
        }
      } catch (IllegalStateException closedMeanwhile) {
        // Its sleepers are told of that.
      }
    }
  }

  /** Whether this process is the one that looks: it did the last time, or nobody did lately. */
  private static boolean isOurs(Segment segment) {
    Looks looks = looks(segment);
    long last = segment.getLong(SegmentLayout.LOOKED);
    long now = System.nanoTime();
    // Compared as unsigned: what seems to lie ahead is not of this clock.
    if (last != looks.own && Long.compareUnsigned(now - last, OLD) < 0) {
      return false;
    }
    looks.own = now;
    return segment.compareAndSetLong(SegmentLayout.LOOKED, last, now);
  }

  private static boolean hasNewDeath(Segment segment, Map<Long, Boolean> seen) {
    Map<Long, Integer> called = looks(segment).called;
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

  private static Looks looks(Segment segment) {
    return segment.local(Looks.class, s -> new Looks());
  }

  /** What the one thread knows of its looks at a segment. */
  private static final class Looks {
    /** How often sleepers have been called because of each death. */
    private final Map<Long, Integer> called = new HashMap<>();

    /** What it noted the last time; 0 at first. */
    private long own;
  }
}
