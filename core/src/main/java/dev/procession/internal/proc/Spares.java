package dev.procession.internal.proc;

import dev.procession.Action;
import dev.procession.Context;
import dev.procession.PreloadFailure;
import dev.procession.StartMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * JVMs that stand by: started, warmed up, preloaded, waiting to be told who they are.
 *
 * <p>There is a shelf for each kind of child. One thread fills the shelves, one JVM after the
 * other, since starting several at once would only take processors from the program. A spare that
 * dies is replaced. Shelves that nobody has taken from for a while are cleared, so a program that
 * stops starting children is soon alone.
 *
 * <p>All state is guarded by the instance.
 */
final class Spares {
  private static final Spares INSTANCE = new Spares(idleTime());

  private static final int MOST_SHELVES = 4;

  /** Spares that fail one after the other mean that all will; the next child tries again. */
  private static final int MOST_FAILURES = 3;

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final Duration idleTime;

  /** In order of use, the latest last. */
  private final LinkedHashMap<Kind, Shelf> shelves = new LinkedHashMap<>(16, 0.75f, true);

  /** JVMs that are on their way to a shelf. */
  private final Set<JvmChild> starting = new HashSet<>();

  private @Nullable Thread filler;
  private @Nullable Thread clearer;
  private boolean retired;

  /** What spares are warmed up for. */
  private volatile String body = "";

  Spares(Duration idleTime) {
    this.idleTime = idleTime;
  }

  static Spares instance() {
    return INSTANCE;
  }

  private static Duration idleTime() {
    String set = System.getProperty("dev.procession.spares.idle");
    return set == null ? Duration.ofSeconds(30) : Duration.parse(set);
  }

  /** What two children must have in common to use the same spares. */
  private record Kind(
      LaunchPlan plan,
      StartMethod startMethod,
      List<String> preloadedClasses,
      @Nullable Action preloadHook,
      PreloadFailure preloadFailure) {
    static Kind of(Context context, LaunchPlan plan) {
      return new Kind(
          plan,
          context.startMethod(),
          context.preloadedClasses(),
          context.preloadHook(),
          context.preloadFailure());
    }
  }

  /** The spares of one kind. */
  private static final class Shelf {
    final LaunchPlan plan;
    Context context;
    final ArrayDeque<ReadyChild> ready = new ArrayDeque<>();
    long lastUse = System.nanoTime();
    int uses;
    int failures;

    Shelf(LaunchPlan plan, Context context) {
      this.plan = plan;
      this.context = context;
    }

    boolean isShort() {
      return ready.size() < wanted() && failures < MOST_FAILURES;
    }

    /**
     * A tree of processes must not have twice as many spares as processes: a child keeps one, and
     * only if it starts more than one child.
     */
    private int wanted() {
      boolean nested = Identity.ofProcess().parent() != null;
      return nested ? Math.min(context.spares(), Math.min(uses - 1, 1)) : context.spares();
    }
  }

  /** Takes a spare of this kind, if one stands by. */
  synchronized @Nullable ReadyChild take(Context context, LaunchPlan plan) {
    Shelf shelf = shelves.get(Kind.of(context, plan));
    if (shelf == null) {
      return null;
    }
    shelf.lastUse = System.nanoTime();
    for (ReadyChild spare : shelf.ready) {
      // One that is dead is cleared away by onDeath, which may be waiting for the lock.
      if (spare.jvm().isAlive()) {
        shelf.ready.remove(spare);
        return spare;
      }
    }
    return null;
  }

  /**
   * Has the shelf of this kind filled, in the background.
   *
   * @param likelyBody what its spares will probably become
   */
  synchronized void refill(Context context, LaunchPlan plan, String likelyBody) {
    body = likelyBody;
    Kind kind = Kind.of(context, plan);
    Shelf shelf = shelves.get(kind);
    if (shelf == null) {
      shelf = new Shelf(plan, context);
      shelves.put(kind, shelf);
      if (shelves.size() > MOST_SHELVES) {
        List<ReadyChild> unused = takeDown(shelves.entrySet().iterator().next());
        Thread.ofVirtual()
            .name("procession-spares-clear")
            .start(() -> unused.forEach(ReadyChild::discard));
      }
    }
    shelf.context = context;
    shelf.lastUse = System.nanoTime();
    shelf.uses++;
    shelf.failures = 0;
    startThreads();
  }

  private void startThreads() {
    if (retired) {
      return;
    }
    if (filler == null && nextShort() != null) {
      filler = Thread.ofPlatform().daemon().name("procession-spares").start(this::fill);
    }
    if (clearer == null && !shelves.isEmpty()) {
      clearer = Thread.ofVirtual().name("procession-spares-idle").start(this::clearIdle);
    }
  }

  /** How many stand by, of all kinds. */
  synchronized int count() {
    return shelves.values().stream().mapToInt(shelf -> shelf.ready.size()).sum();
  }

  /** The processes that stand by for children of this kind. */
  synchronized List<Long> pids(Context context, LaunchPlan plan) {
    Shelf shelf = shelves.get(Kind.of(context, plan));
    return shelf == null
        ? List.of()
        : shelf.ready.stream().map(spare -> spare.jvm().pid()).toList();
  }

  // ---- filling ----------------------------------------------------------------------------------

  private @Nullable Shelf nextShort() {
    for (Shelf shelf : shelves.values()) {
      if (shelf.isShort()) {
        return shelf;
      }
    }
    return null;
  }

  private void fill() {
    while (true) {
      Shelf shelf;
      JvmChild child = null;
      synchronized (this) {
        shelf = retired ? null : nextShort();
        if (shelf == null) {
          filler = null;
          return;
        }
        try {
          child = JvmLaunch.launch(shelf.plan, shelf.context.output());
          starting.add(child);
        } catch (RuntimeException | Error e) {
          // As in finish; this thread has to see to the other shelves.
          shelf.failures++;
        }
      }
      if (child != null) {
        finish(child, shelf);
      }
    }
  }

  private void finish(JvmChild child, Shelf shelf) {
    ReadyChild ready = null;
    // A preload hook may never come back.
    var limit = CompletableFuture.delayedExecutor(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    CompletableFuture<Void> watchdog = CompletableFuture.runAsync(child::kill, limit);
    try {
      ChildSockets sockets = child.reported().get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      Launcher.prepare(child, sockets, shelf.context, body);
      ready = new ReadyChild(child, sockets);
    } catch (ExecutionException
        | TimeoutException
        | IOException
        | InterruptedException
        | RuntimeException
        | Error e) {
      // The next child of this kind will start cold and tell its user what is wrong.
    } finally {
      watchdog.cancel(false);
    }
    boolean kept;
    synchronized (this) {
      starting.remove(child);
      if (ready != null && !retired && shelves.containsValue(shelf)) {
        kept = true;
        shelf.failures = 0;
        shelf.ready.add(ready);
      } else {
        kept = false;
        shelf.failures++;
      }
    }
    if (kept) {
      child.onDeath().thenRun(() -> onDeath(child, shelf));
    } else {
      child.discard();
    }
  }

  /** A spare, or a child that once was one, has ended. */
  private void onDeath(JvmChild child, Shelf shelf) {
    ReadyChild dead = null;
    synchronized (this) {
      for (ReadyChild spare : shelf.ready) {
        if (spare.jvm() == child) {
          dead = spare;
        }
      }
      if (dead != null) {
        shelf.ready.remove(dead);
        shelf.failures++;
        startThreads();
      }
    }
    if (dead != null) {
      dead.discard();
    }
  }

  // ---- clearing ---------------------------------------------------------------------------------

  private void clearIdle() {
    try {
      for (Duration rest = clearUnused(); rest.isPositive(); rest = clearUnused()) {
        Thread.sleep(rest);
      }
    } catch (InterruptedException retiring) {
      // All shelves are cleared by whoever interrupts.
    }
  }

  /** Says when to look again; zero if there is nothing left to look after. */
  private Duration clearUnused() {
    List<ReadyChild> unused = new ArrayList<>();
    long wait = idleTime.toNanos();
    boolean done;
    synchronized (this) {
      long now = System.nanoTime();
      for (var entry : List.copyOf(shelves.entrySet())) {
        long left = entry.getValue().lastUse + idleTime.toNanos() - now;
        if (left > 0) {
          wait = Math.min(wait, left);
        } else {
          unused.addAll(takeDown(entry));
        }
      }
      done = shelves.isEmpty();
      if (done) {
        clearer = null;
      }
    }
    unused.forEach(ReadyChild::discard);
    return done ? Duration.ZERO : Duration.ofNanos(wait);
  }

  /** Called with the lock held; returns the spares that are nobody's then. */
  private List<ReadyChild> takeDown(Map.Entry<Kind, Shelf> entry) {
    List<ReadyChild> unused = new ArrayList<>(entry.getValue().ready);
    entry.getValue().ready.clear();
    shelves.remove(entry.getKey());
    return unused;
  }

  /** Ends all spares; there will be no more in this process until {@link #refill} is called. */
  void release() {
    List<JvmChild> all = new ArrayList<>();
    synchronized (this) {
      shelves.values().forEach(shelf -> shelf.ready.forEach(spare -> all.add(spare.jvm())));
      shelves.clear();
      all.addAll(starting);
      if (clearer != null) {
        clearer.interrupt();
        clearer = null;
      }
    }
    all.forEach(JvmChild::kill);
    all.forEach(JvmChild::discard);
  }

  /** As {@link #release()}, for good: this process ends. */
  void retire() {
    synchronized (this) {
      retired = true;
    }
    release();
  }
}
