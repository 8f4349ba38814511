package dev.procession.pool;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Starts virtual threads that begin soon. Virtual threads of the program that compute, as many as
 * there are processors, let no other one begin; callers of a pool who are no virtual threads would
 * wait for them. So what has not begun some milliseconds later gets a thread of the system.
 *
 * <p>Any thread adds to {@link #WAITING}; one thread, the watcher, takes from it, in order of time.
 * It lives while there is something to watch, and a second longer.
 */
final class PromptThreads {
  private static final long PATIENCE_NANOS = 10_000_000;
  private static final long IDLE_NANOS = 1_000_000_000;

  private static final ConcurrentLinkedQueue<Work> WAITING = new ConcurrentLinkedQueue<>();

  /** Whether there is a watcher. Set by who starts it, cleared by the watcher as its last act. */
  private static final AtomicBoolean WATCHED = new AtomicBoolean();

  /** The watcher while it has nothing to watch: who adds something wakes it. */
  private static volatile @Nullable Thread idler;

  private PromptThreads() {}

  /** What a thread is to do; done by the first that comes. */
  private static final class Work implements Runnable {
    final String name;
    final Runnable action;
    final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    final long since = System.nanoTime();
    final AtomicBoolean begun = new AtomicBoolean();

    Work(String name, Runnable action) {
      this.name = name;
      this.action = action;
    }

    @Override
    public void run() {
      if (begun.compareAndSet(false, true)) {
        Thread.currentThread().setContextClassLoader(loader);
        action.run();
      }
    }
  }

  /** Does something on a thread of its own, which may take as long as it likes. */
  static void start(String name, Runnable action) {
    var work = new Work(name, action);
    WAITING.add(work);
    Thread.ofVirtual().name(name).start(work);
    watch();
  }

  private static void watch() {
    if (WATCHED.compareAndSet(false, true)) {
      try {
        helper("procession-prompt").start(PromptThreads::watchAll);
      } catch (Throwable noThreadOrNoStack) {
        // Then all depends on the virtual threads until somebody tries again.
        WATCHED.set(false);
      }
      return;
    }
    Thread idle = idler;
    if (idle != null) {
      LockSupport.unpark(idle);
    }
  }

  /** Nothing of whoever happens to start it. */
  private static Thread.Builder helper(String name) {
    return Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).name(name);
  }

  private static void watchAll() {
    do {
      long idleSince = System.nanoTime();
      while (System.nanoTime() - idleSince < IDLE_NANOS) {
        if (helpThoseWhoWait()) {
          LockSupport.parkNanos(PATIENCE_NANOS);
          idleSince = System.nanoTime();
        } else {
          rest(idleSince + IDLE_NANOS - System.nanoTime());
        }
      }
      WATCHED.set(false);
      // Something may have been added by one who still saw a watcher.
    } while (!WAITING.isEmpty() && WATCHED.compareAndSet(false, true));
  }

  private static void rest(long nanos) {
    idler = Thread.currentThread();
    if (WAITING.isEmpty()) {
      LockSupport.parkNanos(nanos);
    }
    idler = null;
  }

  /** Whether there is anything left that has not begun. */
  private static boolean helpThoseWhoWait() {
    for (Work first = WAITING.peek(); first != null; first = WAITING.peek()) {
      if (!first.begun.get()) {
        if (System.nanoTime() - first.since < PATIENCE_NANOS) {
          return true;
        }
        try {
          helper(first.name).start(first);
        } catch (Throwable noThreadYet) {
          return true;
        }
      }
      WAITING.remove();
    }
    return false;
  }
}
