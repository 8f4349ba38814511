package dev.procession.internal.shm;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * What tests of wake-ups know of time. A sleeper that nobody wakes looks by itself after {@link
 * Waiter#LONGEST_NANOS}, so a lost wake-up does not hang a test: it makes it late. Waits in tests
 * are shorter than that, and late is what took half of one.
 */
public final class StressTime {
  /** More than a busy machine lets a thread wait for a processor. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  /** When the test has failed already, the other states need not take as long. */
  private static final long IMPATIENCE = TimeUnit.MILLISECONDS.toNanos(100);

  /** As long as threads that want a lock spin before they sleep, and as long again. */
  private static final int LONGEST_PAUSE = 50_000;

  /** Timed sleeps end late: by the kernel's slack, and by what it takes to wake up. */
  private static final int TIMER_SLACK = 4;

  /** Set by the first who is late. */
  private static volatile boolean anyLate;

  private StressTime() {}

  /** How long to wait for what must come soon. */
  public static long patience() {
    return anyLate ? IMPATIENCE : PATIENCE;
  }

  /** Whether what was begun at this {@link System#nanoTime} ended soon: that is, has now. */
  public static boolean isPrompt(long begin) {
    boolean prompt = System.nanoTime() - begin < patience() / 2;
    if (!prompt) {
      anyLate = true;
    }
    return prompt;
  }

  /** Lets the other thread go ahead, by so much that it spins still, falls asleep, or sleeps. */
  public static void pause() {
    pause(someNanos());
  }

  /** Lets the other thread go ahead, until its wait of {@link #someNanos} is about to end. */
  public static void pauseForTimeout() {
    pause(someNanos() * TIMER_SLACK);
  }

  private static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  /** A limit that is reached at about the time when the other thread does its part. */
  public static long someNanos() {
    return ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE);
  }
}
