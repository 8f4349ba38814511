package dev.procession.internal.shm;

import java.lang.invoke.VarHandle;

/**
 * A word of a {@link RecordLog} that threads sleep on until something happens on the other side.
 *
 * <pre>
 *   WAITERS (1 bit)     somebody may sleep: whoever makes it happen wakes one
 *   events (31 bits)    changes with each wake, so that nobody falls asleep after it
 * </pre>
 *
 * The sleeper sets {@code WAITERS}, then looks whether it has happened, then sleeps. The other side
 * makes it happen, then looks at the word. Full fences stand between the two steps of both, so one
 * of the two sees the other. A wake clears the bit and wakes one; that one does the same for the
 * next, if there may be one ({@link #passOn}): so a put costs a look at a word as long as nobody
 * sleeps, and a thousand sleepers are not woken for one record.
 *
 * <p>If the one that is woken dies, or whoever was to wake it, the other sleepers are told as in
 * {@link RobustLock}: by the parent of the dead, or by {@link Watch}.
 */
final class LogGate {
  private static final int WAITERS = 1;
  private static final int EVENT = 2;

  private final Segment segment;
  private final long word;

  LogGate(Segment segment, long word) {
    this.segment = segment;
    this.word = word;
  }

  /** Says that the caller is about to sleep; it looks once more, then sleeps on the result. */
  int enlist() {
    while (true) {
      int seen = segment.getInt(word);
      if ((seen & WAITERS) != 0 || segment.compareAndSetInt(word, seen, seen | WAITERS)) {
        VarHandle.fullFence();
        return seen | WAITERS;
      }
    }
  }

  /** Sleeps unless something has happened since {@link #enlist} returned that. */
  void sleep(int enlisted, long nanos, boolean interruptible) throws InterruptedException {
    segment.sleep(word, enlisted, Waiter.ANY, nanos, interruptible);
  }

  /** It has happened: wakes one that sleeps, if there is one. */
  void signal() {
    wake(1);
  }

  /** It has happened for all. */
  void broadcast() {
    wake(Waiter.ALL);
  }

  private void wake(int count) {
    VarHandle.fullFence();
    int seen = segment.getInt(word);
    while ((seen & WAITERS) != 0) {
      if (segment.compareAndSetInt(word, seen, (seen & ~WAITERS) + EVENT)) {
        Steps.at("queue before wake");
        segment.wake(word, count, Waiter.ANY);
        Spin.hasWoken();
        return;
      }
      seen = segment.getInt(word);
    }
  }

  /**
   * Called by a thread that has slept and has what it wanted, or wants it no more. Whoever woke it
   * has cleared the bit for all, so it sets it again for the others; it may also have been woken in
   * place of one of them, so it looks whether there is something for that one.
   *
   * <p>Those who enlisted after the bit was cleared have set it themselves. So those that count are
   * asleep by now, and counted as such.
   */
  void passOn(Happening happening) {
    if (segment.parties().mayBeAsleep()) {
      enlist();
      if (happening.isThere()) {
        signal();
      }
    }
  }

  /** What is waited for. */
  @FunctionalInterface
  interface Happening {
    boolean isThere();
  }
}
