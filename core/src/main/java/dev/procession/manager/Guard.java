package dev.procession.manager;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the methods of a served object run under: one lock, and lines of calls that wait for the
 * object's state to allow them.
 *
 * <p>A waiting call costs no thread. It is an {@link Attempt} in a {@link Line}; whoever changes
 * the object tries the first of each line again, for as long as one succeeds. So calls in a line
 * are served in the order in which they came, and a change and all that follows from it happen as
 * one.
 *
 * <p>Answers of calls that have waited are sent when the lock has been released.
 */
final class Guard {
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final List<Line> lines = new ArrayList<>();

  /** Answers that are sent once the lock is released. Guarded by the lock. */
  private final Queue<Runnable> answers = new ArrayDeque<>();

  /** A new line, which is served after those that there are already. */
  Line newLine() {
    lock.lock();
    try {
      var line = new Line(this);
      lines.add(line);
      return line;
    } finally {
      lock.unlock();
    }
  }

  /** Looks at the object, or changes it. */
  <T extends @Nullable Object> T run(Supplier<T> action) {
    begin();
    try {
      return action.get();
    } finally {
      end();
    }
  }

  /** Changes the object. */
  void run(Runnable action) {
    begin();
    try {
      action.run();
    } finally {
      end();
    }
  }

  void begin() {
    lock.lock();
  }

  /** Serves who has waited for what has changed, releases the lock and sends the answers. */
  void end() {
    List<Runnable> toSend = List.of();
    try {
      if (lock.getHoldCount() == 1) {
        settle();
        if (!answers.isEmpty()) {
          toSend = new ArrayList<>(answers);
          answers.clear();
        }
      }
    } finally {
      lock.unlock();
    }
    toSend.forEach(Runnable::run);
  }

  /** Each success may allow what the other lines wait for. */
  private void settle() {
    boolean again = true;
    while (again) {
      again = false;
      for (Line line : lines) {
        again |= line.serve();
      }
    }
  }

  /** An answer to be sent once the lock is released. Called with the lock held. */
  void send(Runnable answer) {
    answers.add(answer);
  }
}
