package dev.procession.manager;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A semaphore in the manager: how many permits are free, and who holds others. */
final class SemaphoreServant implements ManagedSemaphore, ClientWatcher {
  private final Guard guard = new Guard();
  private final Line line = guard.newLine();
  private final int most;

  /** Whether it does not matter who holds what, since permits of the dead do not return. */
  private final boolean kept;

  /** Guarded by the guard. */
  private int free;

  /** Guarded by the guard. */
  private final ClientCounts held = new ClientCounts();

  SemaphoreServant(int permits, boolean bounded, boolean kept) {
    if (permits < 0) {
      throw new IllegalArgumentException("negative: permits=" + permits + "; zero is the least");
    }
    this.free = permits;
    this.most = bounded ? permits : Integer.MAX_VALUE;
    this.kept = kept;
  }

  @Override
  public void acquire(int permits) {
    take(permits, Line.FOREVER);
  }

  @Override
  public void acquireUninterruptibly() {
    take(1, Line.FOREVER);
  }

  @Override
  public boolean tryAcquire(int permits) {
    return take(permits, 0);
  }

  @Override
  public boolean tryAcquire(int permits, long time, TimeUnit unit) {
    return take(permits, unit.toNanos(time));
  }

  private boolean take(int permits, long nanos) {
    checkPositive(permits);
    return Boolean.TRUE.equals(
        line.await(call -> takeNow(call.caller().client(), permits), nanos, () -> false));
  }

  private @Nullable Answer<Boolean> takeNow(Client client, int permits) {
    if (free < permits) {
      return null;
    }
    free -= permits;
    if (!kept) {
      held.add(client, permits);
    }
    return Answer.of(true);
  }

  @Override
  public void release(int permits) {
    checkPositive(permits);
    guard.run(
        () -> {
          if (permits > most - free) {
            throw new IllegalStateException(
                "released too often: free="
                    + free
                    + ", released="
                    + permits
                    + ", most="
                    + most
                    + "; release what was acquired, once");
          }
          free += permits;
          held.lower(Call.current().caller().client(), permits);
        });
  }

  private static void checkPositive(int permits) {
    if (permits <= 0) {
      throw new IllegalArgumentException("not positive: permits=" + permits);
    }
  }

  @Override
  public void gone(Client client) {
    // Others may have made new permits meanwhile: there are never more than there may be.
    guard.run(() -> free = (int) Math.min(most, (long) free + held.remove(client)));
  }

  @Override
  public int availablePermits() {
    return guard.run(() -> free);
  }

  @Override
  public int heldPermits() {
    return guard.run(() -> held.of(Call.current().caller().client()));
  }

  @Override
  public int waiters() {
    return guard.run(line::size);
  }

  @Override
  public String toString() {
    return guard.run(
        () ->
            "ManagedSemaphore[permits="
                + free
                + ", held="
                + held.total()
                + ", waiters="
                + line.size()
                + "]");
  }
}
