package dev.procession.internal.shm;

import dev.procession.internal.ffm.Futex;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Platform threads that sleep in the kernel in place of virtual threads: one for all virtual
 * threads that sleep on the same word for the same reason.
 */
final class SleepDesk {
  private static final int IDLE_SECONDS = 1;

  /** Those for whom a stand-in sleeps may have gone, and it does not know. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * What a stand-in sleeps on. The segment and not its address, at which another may be mapped
   * while a stand-in still sleeps on the first.
   */
  private record Place(Segment segment, long offset, int expected, int bits) {
    long address() {
      return segment.address(offset);
    }
  }

  private final ConcurrentHashMap<Place, StandIn> standIns = new ConcurrentHashMap<>();

  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform()
              .daemon()
              .inheritInheritableThreadLocals(false)
              .name("procession-sleep-", 0)
              .factory());

  /** Sleeps in place of others until it is woken. */
  private final class StandIn implements Runnable {
    private final Place place;
    private final CompletableFuture<Void> woken = new CompletableFuture<>();

    /** How many threads want to be told; raised with the map's entry locked. */
    private final AtomicInteger sleepers = new AtomicInteger();

    StandIn(Place place) {
      this.place = place;
    }

    @Override
    public void run() {
      try {
        Futex.await(place.address(), place.expected, place.bits, LONGEST_NANOS);
      } finally {
        standIns.remove(place, this);
        woken.complete(null);
        passOnIfDeserted();
      }
    }

    /** Somebody does not want to be told any more. */
    void desert() {
      sleepers.decrementAndGet();
      // Else the stand-in finds out by itself.
      if (woken.isDone()) {
        passOnIfDeserted();
      }
    }

    /** What woke the stand-in was meant for somebody; it may be nobody here. */
    private void passOnIfDeserted() {
      if (sleepers.get() == 0 && place.segment.isMapped()) {
        Futex.wake(place.address(), 1, place.bits);
      }
    }
  }

  /** As {@link Waiter#await}, for a virtual thread. */
  void await(
      Segment segment, long offset, int expected, int bits, long nanos, boolean interruptible)
      throws InterruptedException {
    if (nanos <= 0) {
      return;
    }
    StandIn standIn =
        standIns.compute(
            new Place(segment, offset, expected, bits),
            (place, existing) -> {
              StandIn here = existing;
              if (here == null) {
                here = new StandIn(place);
                threads.execute(here);
              }
              here.sleepers.incrementAndGet();
              return here;
            });
    boolean interrupted = false;
    long end = System.nanoTime() + nanos;
    try {
      while (true) {
        try {
          standIn.woken.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
          return;
        } catch (TimeoutException timeIsUp) {
          standIn.desert();
          return;
        } catch (ExecutionException impossible) {
          throw new IllegalStateException(impossible);
        } catch (InterruptedException e) {
          if (interruptible) {
            standIn.desert();
            throw e;
          }
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
