package dev.procession.internal.shm;

import org.jspecify.annotations.Nullable;

/**
 * Where a protocol can be cut: tests kill a process at each of these places. Off, and then free of
 * cost, unless the system property {@code dev.procession.steps} is {@code true} when the JVM
 * starts.
 */
public final class Steps {
  private static final boolean ON = Boolean.getBoolean("dev.procession.steps");

  /** Called at each step, on the thread that takes it. Set by a test. */
  private static volatile @Nullable Hook hook;

  /** What happens at a step. */
  @FunctionalInterface
  public interface Hook {
    /** The protocol is just before what comes after the step of this name. */
    void reach(String step);
  }

  private Steps() {}

  /** A place in a protocol. */
  public static void at(String step) {
    if (ON) {
      Hook set = hook;
      if (set != null) {
        set.reach(step);
      }
    }
  }

  /** Has something done at each step; null for nothing. */
  public static void set(@Nullable Hook newHook) {
    hook = newHook;
  }
}
