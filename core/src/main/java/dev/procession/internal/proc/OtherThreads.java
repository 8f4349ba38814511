package dev.procession.internal.proc;

import org.jspecify.annotations.Nullable;

/** The threads besides the calling one for whose end a JVM waits. */
public final class OtherThreads {
  private static final int MARGIN = 16;

  private OtherThreads() {}

  /** Waits until there is none. */
  public static void join() throws InterruptedException {
    for (Thread other = find(); other != null; other = find()) {
      other.join();
    }
  }

  /** One of them; null if there is none. */
  static @Nullable Thread find() {
    for (Thread thread : all()) {
      if (thread != null && !thread.isDaemon() && thread != Thread.currentThread()) {
        return thread;
      }
    }
    return null;
  }

  /** All threads of this JVM but virtual ones, and nulls. */
  static @Nullable Thread[] all() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    for (ThreadGroup above = root.getParent(); above != null; above = root.getParent()) {
      root = above;
    }
    @Nullable Thread[] threads = new Thread[root.activeCount() + MARGIN];
    root.enumerate(threads, true);
    return threads;
  }
}
