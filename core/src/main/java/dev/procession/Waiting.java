package dev.procession;

import dev.procession.internal.proc.ParentEnd;
import dev.procession.internal.ready.Awaitable;
import dev.procession.internal.ready.ChannelSet;
import dev.procession.internal.ready.ReadyTypes;
import dev.procession.internal.ready.Sleeper;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for several things at once; see {@link Processes#wait}. For one wait of one thread.
 *
 * <p>Things are of three sorts: those with an end, which is a future; those in shared memory and
 * connections, for each of which a thread sleeps; channels of the JDK, for all of which one thread
 * sleeps. First is a look at all, without any thread. Threads only ring a bell, whereupon another
 * look is taken: what was ready then may have been taken by others.
 */
final class Waiting<T> implements AutoCloseable {
  private static final CompletableFuture<Void> OVER = CompletableFuture.completedFuture(null);

  private final List<T> things;

  /** For each thing its end, or null; and how to wait for it, or null. The others are channels. */
  private final List<@Nullable CompletableFuture<?>> ends = new ArrayList<>();

  private final List<@Nullable Awaitable> others = new ArrayList<>();
  private final @Nullable ChannelSet channels;

  private Waiting(List<T> things) {
    this.things = things;
    List<SelectableChannel> selectable = new ArrayList<>();
    for (T thing : things) {
      CompletableFuture<?> end = end(thing);
      Awaitable other = end == null ? ReadyTypes.of(thing) : null;
      if (end == null && other == null) {
        selectable.add(channel(thing));
      }
      ends.add(end);
      others.add(other);
    }
    channels = ChannelSet.of(selectable);
  }

  static <T> List<T> forAny(List<T> things, long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    try (var waiting = new Waiting<>(things)) {
      return waiting.await(nanos);
    }
  }

  private List<T> await(long nanos) throws InterruptedException {
    List<T> ready = look();
    if (!ready.isEmpty() || things.isEmpty() || nanos == 0) {
      return ready;
    }
    long start = System.nanoTime();
    long left = nanos;
    while (ready.isEmpty() && left > 0) {
      sleep(left);
      left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
      ready = look();
    }
    return ready;
  }

  /** Returns when there may be something, or the time is up. */
  private void sleep(long nanos) throws InterruptedException {
    // With its end anyOf takes back what it has left on the things, so they do not collect actions
    // of waits that are long over; nothing else in CompletableFuture does that.
    var bell = new CompletableFuture<Void>();
    List<Sleeper> sleepers = new ArrayList<>();
    try {
      if (channels != null) {
        start(channels.sleeper(() -> bell.complete(null)), sleepers);
      }
      for (Awaitable other : others) {
        if (other != null) {
          start(Sleeper.of(other, () -> bell.complete(null)), sleepers);
        }
      }
      List<CompletableFuture<?>> any = new ArrayList<>();
      any.add(bell);
      ends.forEach(
          end -> {
            if (end != null) {
              any.add(end);
            }
          });
      CompletableFuture.anyOf(any.toArray(CompletableFuture[]::new))
          .get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException asked) {
      // Whether the time is up or something has failed: what is over shows to who looks.
    } finally {
      bell.complete(null);
      sleepers.forEach(Sleeper::stop);
      sleepers.forEach(Sleeper::join);
    }
  }

  private static void start(Sleeper sleeper, List<Sleeper> sleepers) {
    boolean started = false;
    try {
      sleeper.start();
      started = true;
    } finally {
      if (!started) {
        sleeper.join();
      }
    }
    sleepers.add(sleeper);
  }

  private List<T> look() {
    List<T> ready = new ArrayList<>();
    boolean[] readyChannels = channels == null ? new boolean[0] : channels.look();
    int channel = 0;
    for (int i = 0; i < things.size(); i++) {
      CompletableFuture<?> end = ends.get(i);
      Awaitable other = others.get(i);
      boolean isReady;
      if (end != null) {
        isReady = end.isDone();
      } else if (other != null) {
        isReady = other.isReady();
      } else {
        isReady = readyChannels[channel++];
      }
      if (isReady) {
        ready.add(things.get(i));
      }
    }
    return ready;
  }

  @Override
  public void close() {
    if (channels != null) {
      channels.close();
    }
  }

  /** Not to be completed by anyone here; null for what has no end. */
  private static @Nullable CompletableFuture<?> end(Object thing) {
    return switch (thing) {
      case ChildProcess child -> child.end();
      case ParentProcess _ -> ParentEnd.end();
      // The JDK completes the future of a process that has ended later, on a thread of its own.
      case Process process when !process.isAlive() -> OVER;
      case ProcessHandle process when !process.isAlive() -> OVER;
      case Process process -> process.onExit();
      case ProcessHandle process -> process.onExit();
      case CompletionStage<?> stage -> stage.toCompletableFuture();
      default -> null;
    };
  }

  private static SelectableChannel channel(Object thing) {
    if (thing instanceof SelectableChannel channel) {
      return channel;
    }
    throw new IllegalArgumentException(
        "cannot wait for this: type="
            + thing.getClass().getName()
            + "; processes, completion stages, connections, queues, semaphores, events, latches and"
            + " channels can be waited for");
  }
}
