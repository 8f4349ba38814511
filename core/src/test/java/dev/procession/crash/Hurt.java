package dev.procession.crash;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** The ways in which user code goes wrong. */
enum Hurt {
  EXCEPTION,
  ERROR,
  EXIT,
  HALT,
  SIGKILL,
  NATIVE_CRASH,
  OUT_OF_MEMORY,
  DEEP_RECURSION;

  /** Does it to this process. */
  void strike() {
    switch (this) {
      case EXCEPTION -> throw new IllegalStateException("struck");
      case ERROR -> throw new AssertionError("struck");
      case EXIT -> System.exit(3);
      case HALT -> Runtime.getRuntime().halt(4);
      case SIGKILL -> killMyself();
      case NATIVE_CRASH -> MemorySegment.NULL.reinterpret(8).set(ValueLayout.JAVA_INT, 0, 1);
      case OUT_OF_MEMORY -> fill(new ArrayList<>());
      case DEEP_RECURSION -> recurse(0);
    }
  }

  /** Whether the worker survives it. */
  boolean endsTheProcess() {
    return this == EXIT || this == HALT || this == SIGKILL || this == NATIVE_CRASH;
  }

  private static void killMyself() {
    try {
      new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void fill(List<long[]> hoard) {
    while (true) {
      hoard.add(new long[1 << 20]);
    }
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static long recurse(long depth) {
    return recurse(depth + 1) + 1;
  }
}
