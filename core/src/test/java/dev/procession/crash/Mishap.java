package dev.procession.crash;

import dev.procession.NotSendableException;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerDiedException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that goes wrong with an item, for tests in which it is to be known what the caller
 * hears and not where exactly it happened.
 */
final class Mishap implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int OTHERS = 6;

  /** What goes wrong, and what the caller hears of it. */
  enum Kind {
    /** Nothing. */
    NONE(null),
    EXCEPTION(IllegalStateException.class),
    DEEP_RECURSION(StackOverflowError.class),
    OUT_OF_MEMORY(OutOfMemoryError.class),
    EXIT(WorkerDiedException.class),
    HALT(WorkerDiedException.class),
    KILLED(WorkerDiedException.class),
    TOO_SLOW(TaskTimeoutException.class),
    TOO_SLOW_AND_DEAF(TaskTimeoutException.class),
    ARGUMENT_UNREADABLE(NotSendableException.class),
    RESULT_UNSENDABLE(NotSendableException.class),
    RESULT_UNREADABLE(NotSendableException.class),
    ARGUMENT_UNSENDABLE(NotSendableException.class);

    private final Class<? extends Throwable> heard;

    Kind(Class<? extends Throwable> heard) {
      this.heard = heard;
    }

    Class<? extends Throwable> heard() {
      return heard;
    }
  }

  private final Kind kind;

  Mishap(Kind kind) {
    this.kind = kind;
  }

  /** With neighbours that are to come to no harm. */
  List<Mishap> amongOthers() {
    List<Mishap> all = new ArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      all.add(i == OTHERS / 2 ? this : new Mishap(Kind.NONE));
    }
    return all;
  }

  /** What the pool calls. */
  Serializable happen() throws Exception {
    switch (kind) {
      case NONE, ARGUMENT_UNREADABLE, ARGUMENT_UNSENDABLE -> {}
      case EXCEPTION -> How.EXCEPTION.happen();
      case DEEP_RECURSION -> How.DEEP_RECURSION.happen();
      case OUT_OF_MEMORY -> How.OUT_OF_MEMORY.happen();
      case EXIT -> How.EXIT.happen();
      case HALT -> How.HALT.happen();
      case KILLED -> How.SIGKILL.happen();
      case TOO_SLOW -> Thread.sleep(600_000);
      case TOO_SLOW_AND_DEAF -> {
        while (true) {
          Thread.onSpinWait();
        }
      }
      case RESULT_UNSENDABLE -> {
        return new Unsendable();
      }
      case RESULT_UNREADABLE -> {
        return new Unreadable();
      }
    }
    return 1;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    if (kind == Kind.ARGUMENT_UNSENDABLE) {
      throw new IOException("not to be written");
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    if (kind == Kind.ARGUMENT_UNREADABLE) {
      throw new IOException("not to be read");
    }
  }

  @Override
  public String toString() {
    return kind.toString();
  }

  /** Cannot be written. */
  private static final class Unsendable implements Serializable {
    private static final long serialVersionUID = 1;

    @SuppressWarnings({"unused", "UnusedVariable"})
    private final Object held = Thread.currentThread();
  }

  /** Cannot be read. */
  private static final class Unreadable implements Serializable {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream in) throws IOException {
      throw new IOException("not to be read");
    }
  }
}
