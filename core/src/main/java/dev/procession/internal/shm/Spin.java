package dev.procession.internal.shm;

/**
 * How a thread looks for what another process is about to do, before it sleeps: to sleep and be
 * woken takes longer than most answers. A time and not a number of looks: in a JVM that has just
 * started each takes a hundred times as long.
 *
 * <p>Who has just woken another thread does not look, but sleeps at once. The kernel often puts the
 * woken thread on the processor of its waker, which it expects to sleep soon; a waker that looked
 * for the answer would keep the other from giving it. Now and then it looks all the same: if the
 * two have processors of their own by now the answer comes, neither has to wake the other any more,
 * and both go on without sleeping.
 *
 * <p>For one wait of one thread: {@code while (spin.goesOn()) look();}
 */
public final class Spin {
  private static final long NANOS = Waiter.spins(20_000);

  /** For who looks after a wake: the other has to wake up first. */
  private static final long NANOS_AFTER_WAKE = Waiter.spins(100_000);

  /** Of the waits after a wake, one in so many looks. */
  private static final int TRIES = 16;

  /**
   * Whether the last wait or wake of this process was a wake, and how many waits came after one. A
   * hint that any thread writes and reads, without any order: if it is wrong some microseconds are
   * lost.
   */
  private static boolean woken;

  private static int waits;

  private final long nanos;
  private final long begin;

  /** Begins to look. */
  public Spin() {
    nanos = !woken ? NANOS : ++waits % TRIES == 0 ? NANOS_AFTER_WAKE : 0;
    woken = false;
    begin = nanos == 0 ? 0 : System.nanoTime();
  }

  /** A thread of this process has woken another one. */
  static void hasWoken() {
    woken = true;
  }

  /** Whether to look once more; to be called after a few looks. */
  public boolean goesOn() {
    return nanos > 0 && System.nanoTime() - begin < nanos;
  }
}
