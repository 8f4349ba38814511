package dev.procession.internal.shm;

/**
 * How a thread looks for what another process is about to do, before it sleeps: to sleep and be
 * woken takes longer than most answers. A time and not a number of looks: in a JVM that has just
 * started each takes a hundred times as long.
 *
 * <p>Who wakes another thread often shares its processor with it afterwards: the kernel expects
 * that the waker sleeps soon. If the waker kept the processor to look for the answer, the other
 * could not give it. So after a sleep or a wake threads give the processor up again and again as
 * they look. After some waits without either, both sides are at work on processors of their own,
 * and look without a break, which is ten times as quick; were they not, they would sleep soon, and
 * be woken elsewhere.
 *
 * <p>For one wait of one thread: {@code while (spin.goesOn()) look();}
 */
final class Spin {
  private static final long BUSY_NANOS = Waiter.spins(20_000);
  private static final long POLITE_NANOS = Waiter.spins(50_000);

  /** So many waits after a sleep or a wake are polite. */
  private static final int POLITE_WAITS = 2;

  /**
   * How many waits of this process are to be polite yet. A hint that any thread writes and reads,
   * without any order: if it is wrong some microseconds are lost.
   */
  private static int politeWaits;

  private final boolean polite;
  private final long begin;

  Spin() {
    int left = politeWaits;
    polite = left > 0;
    if (polite) {
      politeWaits = left - 1;
    }
    begin = System.nanoTime();
  }

  /** A thread of this process has slept, or woken one that did. */
  static void rested() {
    politeWaits = POLITE_WAITS;
  }

  /** Whether to look once more; to be called after a few looks. */
  boolean goesOn() {
    long passed = System.nanoTime() - begin;
    if (!polite) {
      return passed < BUSY_NANOS;
    }
    if (passed >= POLITE_NANOS) {
      return false;
    }
    Thread.yield();
    return true;
  }
}
