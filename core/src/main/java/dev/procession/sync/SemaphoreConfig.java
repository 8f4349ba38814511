package dev.procession.sync;

import java.util.Objects;

/**
 * How a semaphore is to behave. Immutable: each method returns a copy with one setting changed.
 *
 * {@snippet lang="java" :
 * var slots = SharedSemaphore.create(4, c -> c.name("gpu").bounded(true));
 * }
 */
public final class SemaphoreConfig {
  private static final SemaphoreConfig STANDARD = new SemaphoreConfig("", false, false);

  private final String name;
  private final boolean bounded;
  private final boolean kept;

  private SemaphoreConfig(String name, boolean bounded, boolean kept) {
    this.name = name;
    this.bounded = bounded;
    this.kept = kept;
  }

  static SemaphoreConfig standard() {
    return STANDARD;
  }

  /**
   * What people call the semaphore, in messages and in {@code procession list}. None at first; cut
   * to 64 bytes of UTF-8.
   *
   * @param newName the name
   * @return a copy with this name
   * @throws NullPointerException if {@code newName} is null
   */
  public SemaphoreConfig name(String newName) {
    return new SemaphoreConfig(Objects.requireNonNull(newName, "name"), bounded, kept);
  }

  /**
   * Whether there may never be more free permits than at first: a release too many is an error. Not
   * at first.
   *
   * <p>Python: {@code BoundedSemaphore}.
   *
   * @param newBounded true for a semaphore with a limit
   * @return a copy with this setting
   */
  public SemaphoreConfig bounded(boolean newBounded) {
    return new SemaphoreConfig(name, newBounded, kept);
  }

  /**
   * Whether permits that a process holds when it dies stay taken. Not at first: they return. To be
   * set where permits are signals that are used up, and not things that are held for a while.
   *
   * @param newKept true if they stay taken
   * @return a copy with this setting
   */
  public SemaphoreConfig keepPermitsOfTheDead(boolean newKept) {
    return new SemaphoreConfig(name, bounded, newKept);
  }

  String name() {
    return name;
  }

  boolean bounded() {
    return bounded;
  }

  int options() {
    return (kept ? SemaphoreLayout.KEPT : 0) | (bounded ? SemaphoreLayout.BOUNDED : 0);
  }
}
