package dev.procession.internal.shm;

import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Makes public lock objects for the locks that guard things in segments of other kinds, such as
 * shared values. The class that knows how is above this layer and says so when it is initialized.
 */
public final class ReentrantLocks {
  private static volatile @Nullable Maker maker;

  /** Makes a lock object. */
  @FunctionalInterface
  public interface Maker {
    /** A lock at {@code offset} of a segment, whose use has been counted already. */
    Lock make(Segment segment, long offset);
  }

  private ReentrantLocks() {}

  /** Called once, by the class of the lock objects. */
  public static void makeBy(Maker newMaker) {
    maker = newMaker;
  }

  /**
   * The lock at {@code offset}, which is not 0; it shares {@link ReentrantWord#of} with all others
   * of this process and has its own life: it must be closed.
   *
   * @return a {@code dev.procession.sync.SharedReentrantLock}
   */
  public static Lock open(Segment segment, long offset) {
    Maker known = maker;
    if (known == null) {
      initialize();
      known = maker;
    }
    if (known == null) {
      throw new IllegalStateException("no maker of locks");
    }
    return known.make(Segments.attach(segment.address(), segment.kind()), offset);
  }

  private static void initialize() {
    try {
      Class.forName("dev.procession.sync.SharedReentrantLock");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
