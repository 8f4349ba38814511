package dev.procession.sync;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.shm.Inheritance;
import dev.procession.internal.shm.LockLayout;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.Outline;
import dev.procession.internal.shm.ProcessIds;
import dev.procession.internal.shm.ReentrantWord;
import dev.procession.internal.shm.RobustLock;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.shm.SegmentPlan;
import dev.procession.internal.shm.TicketLock;
import dev.procession.internal.shm.TicketLockLayout;
import java.util.Optional;

/**
 * What the locks of this package have in common: the words in shared memory, the choice between a
 * quick and a fair lock, and what happens when a holder died.
 *
 * <p>One for each segment and process, so that all handles of a process see the same.
 *
 * <pre>
 *   words of the segment
 *     256  lock, or guard of the fair lock (64), see LockLayout
 *     320  inconsistent since the death of (8)   strict locks: written by who holds the lock
 *     328  0 (56)
 *     384  fair locks: see TicketLockLayout
 * </pre>
 */
final class LockState {
  private static final System.Logger LOG = System.getLogger("dev.procession.sync");

  private static final int LOCK = SegmentPlan.WORDS;
  private static final int DEAD_HOLDER = LOCK + LockLayout.SIZE;
  private static final int TICKETS = DEAD_HOLDER + 64;

  private final Segment segment;
  private final LockWord word;
  private final boolean fair;
  private final boolean strict;

  private LockState(Segment segment, LockWord word, int options) {
    this.segment = segment;
    this.word = word;
    this.fair = (options & LockConfig.FAIR) != 0;
    this.strict = (options & LockConfig.STRICT) != 0;
  }

  /** A lock that has its segment to itself. */
  static LockState of(Segment segment) {
    return new LockState(segment, word(segment), segment.options());
  }

  /** A reentrant lock that has its segment to itself. */
  static LockState reentrant(Segment segment) {
    return new LockState(segment, new ReentrantWord(word(segment)), segment.options());
  }

  private static LockWord word(Segment segment) {
    return (segment.options() & LockConfig.FAIR) != 0
        ? new TicketLock(segment, LOCK, TICKETS)
        : new RobustLock(segment, LOCK);
  }

  static Segment create(SegmentKind kind, LockConfig config) {
    boolean fair = (config.options() & LockConfig.FAIR) != 0;
    int[] gates =
        fair
            ? new int[] {RobustLock.gate(LOCK), TICKETS + TicketLockLayout.gate()}
            : new int[] {RobustLock.gate(LOCK)};
    return SharedThings.create(
        new SegmentPlan(
                kind,
                config.name(),
                config.options(),
                TICKETS - LOCK + (fair ? TicketLockLayout.SIZE : 0),
                gates,
                SegmentPlan.MANY_PARTIES,
                0)
            .showing(Outline.ofLock(LOCK, fair ? TICKETS : 0)));
  }

  void lock() {
    word.lock();
    afterTaking();
  }

  boolean lock(long nanos, boolean interruptible) throws InterruptedException {
    if (!word.lock(nanos, interruptible)) {
      return false;
    }
    afterTaking();
    return true;
  }

  boolean tryLock() {
    if (!word.tryLock()) {
      return false;
    }
    afterTaking();
    return true;
  }

  private void afterTaking() {
    if (holds() > 1) {
      return;
    }
    if (word.isInherited()) {
      try {
        inherit();
      } catch (RuntimeException | Error handlerFailed) {
        word.unlock();
        throw handlerFailed;
      }
    }
    if (strict) {
      long dead = segment.getLong(DEAD_HOLDER);
      if (dead != ProcessIds.NOBODY) {
        word.unlock();
        throw new HolderDiedException(
            segment.title(), ProcessIds.pid(dead), segment.parties().nameOf(dead));
      }
    }
  }

  private void inherit() {
    long dead = word.deceased();
    if (strict) {
      segment.setLong(DEAD_HOLDER, dead);
      return;
    }
    Inheritance.warn(LOG, segment, dead);
  }

  /** Allows a strict lock again. */
  boolean makeConsistent() {
    return strict && segment.getAndSetLong(DEAD_HOLDER, ProcessIds.NOBODY) != ProcessIds.NOBODY;
  }

  void unlock() {
    word.unlock();
  }

  boolean isLocked() {
    return word.isLocked();
  }

  boolean isFair() {
    return fair;
  }

  /** Whether a thread of this process holds the lock. */
  boolean isHeldHere() {
    return word.process() == ProcessIds.self();
  }

  /** How many times the calling thread holds a reentrant lock; 0 for another lock. */
  int holds() {
    return word instanceof ReentrantWord reentrant ? reentrant.holds() : 0;
  }

  /** Frees a reentrant lock wholly; returns how many times the calling thread held it. */
  int releaseAll() {
    return ((ReentrantWord) word).releaseAll();
  }

  /** Takes a reentrant lock as many times as it was held before. */
  void lockAgain(int holds) {
    lock();
    ((ReentrantWord) word).holds(holds);
  }

  /** Whether this process holds the lock and has it from a dead one. */
  boolean isRecovered() {
    return word.isInherited() && word.process() == ProcessIds.self();
  }

  int waiters() {
    return segment.parties().asleep();
  }

  Optional<LockOwner> owner() {
    return LockOwner.of(segment, word.holder());
  }

  String label() {
    return segment.label();
  }

  String describe(String type) {
    return segment.describe(type, owner().map(owner -> "held by " + owner).orElse("free"));
  }
}
