package dev.procession.internal.shm;

import static dev.procession.internal.shm.LockLayout.DECEASED;
import static dev.procession.internal.shm.LockLayout.SINCE;
import static dev.procession.internal.shm.LockLayout.THREAD;
import static dev.procession.internal.shm.LockLayout.WORD;
import static dev.procession.internal.shm.ProcessIds.NOBODY;

import java.nio.ByteOrder;

/**
 * A lock between processes that outlives its holder, in one word of 64 bits.
 *
 * <pre>
 *   process that holds it (56 bits, see {@link ProcessIds}; 0 if it is free)
 *   INHERITED  the holder took it from a dead one
 *   WAITERS    somebody may sleep: whoever frees the lock wakes one
 * </pre>
 *
 * One compare-and-set takes the lock and names its holder, so there is no instant at which a death
 * leaves it held by nobody. Sleepers sleep on the lower half of the word, in which the flags are:
 * they set {@code WAITERS} first, and whoever takes the lock after having slept sets it again,
 * since it cannot know whether others still do.
 *
 * <p>Deaths, and who mends what:
 *
 * <ul>
 *   <li>The holder dies: the first who wants the lock and sees that the holder is gone puts itself
 *       in its place, by compare-and-set, with {@code INHERITED}. The parent of the dead wakes the
 *       sleepers ({@link Deaths}); should it be dead too, {@link Watch} does.
 *   <li>Whoever freed the lock dies before it wakes a sleeper, or the woken sleeper dies before it
 *       takes the lock: the lock is free; the other sleepers find that out in the same two ways.
 *   <li>A sleeper dies: it costs at most one wake too many.
 * </ul>
 *
 * <p>Nobody waits for a turn: who comes while the lock is free has it. {@link TicketLock} is fair.
 */
public final class RobustLock implements LockWord {
  private static final long WAITERS = 1;
  private static final long INHERITED = 2;

  private static final long FLAGS = WAITERS | INHERITED;

  private static final int SPINS = Waiter.spins(400);

  /** Where the lower half of a word is. */
  private static final int LOWER =
      ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : Integer.BYTES;

  private final Segment segment;
  private final long base;
  private final long word;
  private final long gate;
  private final long self = ProcessIds.self();

  /**
   * The lock at {@code offset}, a multiple of 64; {@link #gate} is among the segment's gates. It is
   * free while all its bytes are zero.
   */
  public RobustLock(Segment segment, long offset) {
    this.segment = segment;
    this.base = offset;
    this.word = offset + WORD;
    this.gate = gate(Math.toIntExact(offset));
  }

  /** Where threads sleep that wait for a lock at {@code offset}. */
  public static int gate(int offset) {
    return offset + WORD + LOWER;
  }

  @Override
  public boolean tryLock() {
    if (takeFree()) {
      return true;
    }
    long seen = segment.getLong(word);
    return holder(seen) == NOBODY ? takeSeen(seen, 0) : inherit(seen);
  }

  private boolean takeFree() {
    if (segment.compareAndSetLong(word, 0, self)) {
      Steps.at("lock taken");
      signHolder();
      return true;
    }
    return false;
  }

  @Override
  public boolean lock(long nanos, boolean interruptible) throws InterruptedException {
    if (takeFree()) {
      return true;
    }
    Deadline deadline = Deadline.in(nanos);
    if (spin()) {
      return true;
    }
    boolean slept = false;
    try {
      while (true) {
        long seen = segment.getLong(word);
        if (holder(seen) == NOBODY) {
          // Others may sleep still, if this thread did.
          if (takeSeen(seen, slept ? WAITERS : 0)) {
            slept = false;
            return true;
          }
          continue;
        }
        if (inherit(seen)) {
          slept = false;
          return true;
        }
        long left = deadline.left();
        if (left <= 0) {
          return false;
        }
        if (wantWake(seen)) {
          observeHolder();
          slept = true;
          Steps.at("lock before sleep");
          segment.sleep(gate, (int) (seen | WAITERS), Waiter.ANY, left, interruptible);
          Steps.at("lock after sleep");
        }
      }
    } finally {
      if (slept) {
        passOn();
      }
    }
  }

  /** The holder is often about to free it: that is cheaper to wait for than a sleep. */
  private boolean spin() {
    for (int i = 0; i < SPINS; i++) {
      if (holder(segment.getLong(word)) == NOBODY && takeFree()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  /** Sees to it that the holder wakes somebody when it is done; false if all is different now. */
  private boolean wantWake(long seen) {
    return (seen & WAITERS) != 0 || segment.compareAndSetLong(word, seen, seen | WAITERS);
  }

  private boolean takeSeen(long seen, long flags) {
    if (segment.compareAndSetLong(word, seen, self | flags | seen & WAITERS)) {
      Steps.at("lock taken");
      signHolder();
      return true;
    }
    return false;
  }

  /** Puts this process in the place of a holder that is dead. */
  private boolean inherit(long seen) {
    long holder = holder(seen);
    if (holder == NOBODY || !ProcessIds.isDeadAsFarAsKnown(holder)) {
      return false;
    }
    segment.setLong(base + DECEASED, holder);
    Steps.at("lock before inherit");
    if (!segment.compareAndSetLong(word, seen, self | INHERITED | WAITERS)) {
      return false;
    }
    Steps.at("lock inherited");
    segment.setLong(base + DECEASED, holder);
    signHolder();
    return true;
  }

  /**
   * A thread that slept goes without the lock. It may have been woken in place of another, and it
   * may have been the one who would have set the flag for the others again.
   */
  private void passOn() {
    while (true) {
      long seen = segment.getLong(word);
      if (holder(seen) == NOBODY) {
        segment.wake(gate, 1, Waiter.ANY);
        return;
      }
      if (wantWake(seen)) {
        return;
      }
    }
  }

  @Override
  public void unlock() {
    long seen = segment.getLong(word);
    do {
      if (holder(seen) == NOBODY) {
        throw new IllegalMonitorStateException("the lock is not held: it is free");
      }
      // Exchanged as it was seen, so that of two who free it one is told.
      long found = segment.compareAndExchangeLong(word, seen, 0);
      if (found == seen) {
        break;
      }
      seen = found;
    } while (true);
    Steps.at("lock freed");
    if ((seen & WAITERS) != 0) {
      segment.wake(gate, 1, Waiter.ANY);
    }
  }

  /**
   * Lets go of it in the name of threads of this process that have been cut off from the memory, as
   * if they were dead.
   */
  void renounce() {
    long seen = segment.getLong(word);
    if (holder(seen) == self
        && segment.compareAndSetLong(word, seen, ProcessIds.CUT_OFF | seen & FLAGS)) {
      segment.wakeAll();
    }
  }

  // ---- for people -------------------------------------------------------------------------------

  private void signHolder() {
    segment.setPlainLong(base + SINCE, 0);
    segment.setPlainLong(base + THREAD, Thread.currentThread().threadId());
  }

  /** The fast way to take a lock does not look at the clock, so the first who waits does. */
  private void observeHolder() {
    segment.compareAndSetLong(base + SINCE, 0, System.currentTimeMillis());
  }

  @Override
  public long process() {
    return holder(segment.getLong(word));
  }

  @Override
  public Holder holder() {
    if (!segment.isReadOnly()) {
      observeHolder();
    }
    long seen = segment.getLong(word);
    return new Holder(holder(seen), segment.getLong(base + THREAD), segment.getLong(base + SINCE));
  }

  @Override
  public boolean isLocked() {
    return holder(segment.getLong(word)) != NOBODY;
  }

  @Override
  public boolean isInherited() {
    return (segment.getLong(word) & INHERITED) != 0;
  }

  @Override
  public long deceased() {
    return segment.getLong(base + DECEASED);
  }

  private static long holder(long word) {
    return ProcessIds.of(word);
  }
}
