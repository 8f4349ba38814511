package dev.procession.pool;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells a {@link PoolListener} what happens, on a thread of its own, so that neither a slow one nor
 * a broken one is felt by anybody.
 *
 * <p>Who has the pool's turn adds news and says that figures have changed; neither waits. The
 * thread waits for one of: news, a change once the pause between two figures is over, the end of
 * the pool, which always comes.
 */
final class Announcer implements Runnable {
  private static final long PAUSE_NANOS = 100_000_000;
  private static final long MOST_BYTES = 16 << 20;

  private static final System.Logger LOG = System.getLogger("dev.procession.pool");

  private final String pool;
  private final PoolListener listener;
  private final Supplier<PoolStats> stats;
  private final Thread thread;

  private final ArrayBlockingQueue<News> news = new ArrayBlockingQueue<>(PoolListener.MOST_WAITING);

  /** What the news hold. Added to by the pool, before the news; taken off by the thread. */
  private final AtomicLong bytes = new AtomicLong();

  /** News for which there was no room. Added to by the pool, taken by the thread. */
  private final AtomicLong missed = new AtomicLong();

  /** Set by the pool; cleared by the thread before it reads the figures. */
  private volatile boolean changed;

  /**
   * Set by the thread before it looks for a reason not to sleep; read by the pool after it has
   * given one.
   */
  private volatile boolean asleep;

  /** Set by the pool, once; no news after that. */
  private volatile boolean over;

  /** Whether the listener has thrown something. Used by the thread alone. */
  private boolean warned;

  /** Something to tell, which keeps so many bytes. */
  private record News(Consumer<PoolListener> what, long bytes) {}

  Announcer(String pool, PoolListener listener, Supplier<PoolStats> stats) {
    this.pool = pool;
    this.listener = listener;
    this.stats = stats;
    thread = Thread.ofPlatform().daemon().name("procession-listener-" + pool).unstarted(this);
  }

  void start() {
    thread.start();
  }

  // ---- the pool ---------------------------------------------------------------------------------

  void tell(Consumer<PoolListener> what) {
    tell(0, what);
  }

  /** The same of something that keeps so many bytes; one is let through, however large. */
  void tell(long size, Consumer<PoolListener> what) {
    if (size > 0 && bytes.get() > MOST_BYTES) {
      missed.getAndIncrement();
      return;
    }
    bytes.getAndAdd(size);
    if (!news.offer(new News(what, size))) {
      bytes.getAndAdd(-size);
      missed.getAndIncrement();
    }
    wake();
  }

  /** The figures have changed. Costs a look at a word if they had before. */
  void changed() {
    if (!changed) {
      changed = true;
      wake();
    }
  }

  void end() {
    over = true;
    wake();
  }

  private void wake() {
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  // ---- the thread -------------------------------------------------------------------------------

  @Override
  public void run() {
    long due = System.nanoTime();
    while (true) {
      boolean last = over;
      tellNews();
      if (last) {
        PoolStats end = stats.get();
        call(l -> l.progress(end));
        call(l -> l.closed(end));
        return;
      }
      if (changed && System.nanoTime() - due >= 0) {
        changed = false;
        PoolStats now = stats.get();
        call(l -> l.progress(now));
        due = System.nanoTime() + PAUSE_NANOS;
      }
      sleep(due);
    }
  }

  private void tellNews() {
    for (News next = news.poll(); next != null; next = news.poll()) {
      bytes.getAndAdd(-next.bytes);
      call(next.what);
      long lost = missed.get() == 0 ? 0 : missed.getAndSet(0);
      if (lost > 0) {
        call(l -> l.missed(lost));
      }
    }
  }

  private void sleep(long due) {
    // An interrupt is not for this thread, and would keep it awake.
    Thread.interrupted();
    asleep = true;
    long left = changed ? due - System.nanoTime() : Long.MAX_VALUE;
    if (news.isEmpty() && !over && left > 0) {
      LockSupport.parkNanos(this, left);
    }
    asleep = false;
  }

  private void call(Consumer<PoolListener> what) {
    try {
      what.accept(listener);
    } catch (Throwable e) {
      // It is user code, and may throw anything.
      if (!warned) {
        warned = true;
        LOG.log(
            System.Logger.Level.WARNING,
            "a pool's listener failed; further failures of it are not logged: pool=" + pool,
            e);
      }
    }
  }
}
