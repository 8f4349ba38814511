package dev.procession.sync;

import static dev.procession.sync.EventLayout.ONE_SET;
import static dev.procession.sync.EventLayout.SET;
import static dev.procession.sync.EventLayout.WAITERS;
import static dev.procession.sync.EventLayout.WORD;

import dev.procession.internal.shm.Deadline;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.Steps;
import dev.procession.internal.shm.Waiter;

/**
 * How an event is set, cleared and waited for.
 *
 * <p>Everything is one compare-and-set of one word, so nobody can die in the middle of it. If a
 * process dies after it has set the event and before it has woken those who wait, they are woken
 * because of its death, and see it. A waiter that dies costs at most one wake for nothing. A waiter
 * compares how often the event has been set, so it does not miss that it was set and cleared again
 * while it slept.
 */
final class EventState {
  private final Segment segment;

  EventState(Segment segment) {
    this.segment = segment;
  }

  boolean isSet() {
    return (segment.getInt(WORD) & SET) != 0;
  }

  void set() {
    while (true) {
      int seen = segment.getInt(WORD);
      if ((seen & SET) != 0) {
        return;
      }
      if (segment.compareAndSetInt(WORD, seen, ((seen & ~WAITERS) + ONE_SET) | SET)) {
        Steps.at("event before wake");
        if ((seen & WAITERS) != 0) {
          segment.wake(WORD, Waiter.ALL, Waiter.ANY);
        }
        return;
      }
    }
  }

  void clear() {
    int seen = segment.getInt(WORD);
    while ((seen & SET) != 0 && !segment.compareAndSetInt(WORD, seen, seen & ~SET)) {
      seen = segment.getInt(WORD);
    }
  }

  /** Waits until the event is set; false if the time is up. */
  boolean await(long nanos) throws InterruptedException {
    int first = segment.getInt(WORD);
    int seen = first;
    if ((seen & SET) != 0) {
      return true;
    }
    Deadline deadline = Deadline.in(nanos);
    while (!isSetSince(first, seen)) {
      long left = deadline.left();
      if (left <= 0) {
        return false;
      }
      if ((seen & WAITERS) != 0 || segment.compareAndSetInt(WORD, seen, seen | WAITERS)) {
        Steps.at("event before sleep");
        segment.sleep(WORD, seen | WAITERS, Waiter.ANY, left, true);
      }
      seen = segment.getInt(WORD);
    }
    return true;
  }

  /** Whether the event is set now, or has been since the wait began. */
  private static boolean isSetSince(int first, int now) {
    return (now & SET) != 0 || (now & -ONE_SET) != (first & -ONE_SET);
  }
}
