package dev.procession.internal.shm;

import dev.procession.internal.ffm.Futex;
import dev.procession.internal.ffm.NativeAccess;
import dev.procession.internal.ffm.Syscalls;
import java.util.concurrent.TimeUnit;

/**
 * How threads of several processes sleep on a 32-bit word and wake each other.
 *
 * <p>A sleep ends for one of four reasons: the word changed and somebody woke the sleeper, the time
 * is up, the thread was interrupted, or for no reason. The caller looks again at what it waits for.
 * No sleep is longer than {@link #LONGEST_NANOS}. Deaths are noticed earlier: see {@link Watch}.
 */
public abstract sealed class Waiter permits FutexWaiter, PortableWaiter {
  /** The longest sleep, so that whatever goes wrong is not for ever. */
  public static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Any sleeper, to {@link #wake}. */
  public static final int ANY = Futex.ALL_BITS;

  /** As {@code count}: all sleepers. */
  public static final int ALL = Integer.MAX_VALUE;

  /** In the header of a segment: its sleepers look at the word again and again. */
  static final int POLLING = 1;

  /** In the header of a segment: its sleepers must be woken by the kernel. */
  static final int KERNEL = 2;

  /** Not linked before the first sleep or wake; see {@link Syscalls}. */
  private static final class Kernel {
    static final Waiter INSTANCE = new FutexWaiter();
  }

  static final Waiter PORTABLE = new PortableWaiter();

  /**
   * How often to look at a word before sleeping on it. One processor alone cannot have it changed
   * meanwhile.
   */
  public static int spins(int atMost) {
    return Runtime.getRuntime().availableProcessors() > 1 ? atMost : 0;
  }

  /** How new segments of this process are slept on. Does not link anything. */
  static int kindHere() {
    return Syscalls.expected() && !NativeAccess.isRefused() ? KERNEL : POLLING;
  }

  /** What a segment's header says. */
  static Waiter of(int kind) {
    return kind == KERNEL ? Kernel.INSTANCE : PORTABLE;
  }

  /**
   * Sleeps while the word is {@code expected}.
   *
   * @param bits a set that {@link #wake} can name
   * @param nanos the most to sleep; nothing if not positive
   * @throws InterruptedException if the thread is interrupted, if {@code interruptible}
   */
  public abstract void await(
      Segment segment, long offset, int expected, int bits, long nanos, boolean interruptible)
      throws InterruptedException;

  /** Wakes up to {@code count} sleepers whose bits meet {@code bits}; the word has changed. */
  public abstract void wake(Segment segment, long offset, int count, int bits);
}
