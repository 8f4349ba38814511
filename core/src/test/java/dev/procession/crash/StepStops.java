package dev.procession.crash;

import dev.procession.crash.Board.Note;
import dev.procession.internal.shm.Steps;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where a victim stops in each part of a chaos test, to be killed when it has stopped in all.
 *
 * <p>A part that stops may hold what others wait for. So all go past their steps until each has
 * done so as often as it should, and stop the next time: shortly after each other, however long the
 * rarest step lets the others wait.
 *
 * @param steps for each part in turn; null for one that does not stop
 * @param times how often each part gets past its step at least
 */
record StepStops(List<@Nullable String> steps, int times) implements Serializable {
  StepStops(List<@Nullable String> steps, int times) {
    this.steps = new ArrayList<>(steps);
    this.times = times;
  }

  /** Whether a part stops at all. */
  boolean hasStop(int part) {
    return steps.get(part) != null;
  }

  /** What stops the threads of a victim; each part notes {@link Note#STEP} when it does. */
  Steps.Hook hook(List<ChaosRun.Part> parts, int place) {
    var passed = new int[parts.size()];
    var missing = new AtomicInteger();
    for (int i = 0; i < passed.length; i++) {
      if (hasStop(i) && times > 0) {
        missing.incrementAndGet();
      }
    }
    return reached -> {
      ChaosRun.Part part = ChaosRun.Part.here();
      if (part == null) {
        return;
      }
      int here = parts.indexOf(part);
      if (!reached.equals(steps.get(here))) {
        return;
      }
      // Only the thread of the part counts its steps.
      if (++passed[here] == times) {
        missing.decrementAndGet();
        return;
      }
      if (passed[here] > times && missing.get() == 0) {
        part.board().set(place, Note.STEP, 1);
        while (true) {
          LockSupport.park();
        }
      }
    };
  }
}
