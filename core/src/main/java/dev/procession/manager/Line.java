package dev.procession.manager;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for the same thing, first come, first served: while the first cannot go on, those
 * behind it are not tried.
 *
 * <p>A call leaves by success; when its time is up; when it is taken back, because its caller was
 * interrupted or is gone.
 */
final class Line {
  /** To wait without a limit. */
  static final long FOREVER = Long.MAX_VALUE;

  private final Guard guard;

  /** Guarded by the guard's lock. */
  private final Queue<Place<?>> places = new ArrayDeque<>();

  Line(Guard guard) {
    this.guard = guard;
  }

  /**
   * Does something as soon as it is possible. If that is not now, the current call is suspended,
   * and what this returns means nothing.
   */
  <T extends @Nullable Object> @Nullable T await(Attempt<T> attempt) {
    return await(attempt, FOREVER, () -> null);
  }

  /**
   * Does something as soon as it is possible.
   *
   * @param nanos how long to wait at most; not at all if zero or negative
   * @param otherwise what the call returns when the time is up; called with the lock held, and may
   *     throw
   */
  <T extends @Nullable Object> @Nullable T await(
      Attempt<? extends T> attempt, long nanos, Supplier<? extends T> otherwise) {
    guard.begin();
    try {
      Call call = Call.current();
      Answer<? extends T> answer = places.isEmpty() ? attempt.tryNow(call) : null;
      if (answer != null) {
        return answer.value();
      }
      if (nanos <= 0) {
        return otherwise.get();
      }
      join(new Place<T>(call, attempt, otherwise), nanos);
      return null;
    } finally {
      guard.end();
    }
  }

  private void join(Place<?> place, long nanos) {
    places.add(place);
    place.call.suspend(place);
    if (nanos != FOREVER) {
      place.alarm = Alarms.in(nanos, place::expire);
    }
  }

  /** How many calls wait. Called with the lock held. */
  int size() {
    return places.size();
  }

  /** Serves those who can go on; false if there was none. Called with the lock held. */
  boolean serve() {
    boolean some = false;
    Place<?> first = places.peek();
    while (first != null && first.tryAgain()) {
      places.remove();
      some = true;
      first = places.peek();
    }
    return some;
  }

  /** A call in the line. */
  private final class Place<T extends @Nullable Object> implements Call.Waiting {
    private final Call call;
    private final Attempt<? extends T> attempt;
    private final Supplier<? extends T> otherwise;

    /** Guarded by the guard's lock. */
    private @Nullable Future<?> alarm;

    Place(Call call, Attempt<? extends T> attempt, Supplier<? extends T> otherwise) {
      this.call = call;
      this.attempt = attempt;
      this.otherwise = otherwise;
    }

    /** Whether the call is answered now, be it with what its attempt threw. */
    boolean tryAgain() {
      try {
        Answer<? extends T> answer = attempt.tryNow(call);
        if (answer == null) {
          return false;
        }
        answer(answer.value());
      } catch (RuntimeException | Error e) {
        refuse(e);
      }
      return true;
    }

    private void answer(@Nullable Object value) {
      disarm();
      guard.send(() -> call.done(value));
    }

    private void refuse(Throwable error) {
      disarm();
      guard.send(() -> call.failed(error));
    }

    private void disarm() {
      if (alarm != null) {
        alarm.cancel(false);
      }
    }

    void expire() {
      guard.begin();
      try {
        if (places.remove(this)) {
          answer(otherwise.get());
        }
      } catch (RuntimeException | Error e) {
        refuse(e);
      } finally {
        guard.end();
      }
    }

    @Override
    public void cancel() {
      guard.begin();
      try {
        if (places.remove(this)) {
          refuse(new InterruptedException("taken back"));
        }
      } finally {
        guard.end();
      }
    }
  }
}
