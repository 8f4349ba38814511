package dev.procession.sync;

import dev.procession.Action;
import dev.procession.internal.proc.Waits;
import dev.procession.internal.shm.LockWord;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a barrier is to behave. Immutable: each method returns a copy with one setting changed.
 *
 * {@snippet lang="java" :
 * var barrier = SharedBarrier.create(4, c -> c.timeout(Duration.ofSeconds(10)));
 * }
 */
public final class BarrierConfig {
  private static final BarrierConfig STANDARD = new BarrierConfig("", null, LockWord.FOREVER);

  private final String name;
  private final @Nullable Action action;
  private final long timeout;

  private BarrierConfig(String name, @Nullable Action action, long timeout) {
    this.name = name;
    this.action = action;
    this.timeout = timeout;
  }

  static BarrierConfig standard() {
    return STANDARD;
  }

  /**
   * What people call the barrier, in messages and in {@code procession list}. None at first; cut to
   * 64 bytes of UTF-8.
   *
   * @param newName the name
   * @return a copy with this name
   * @throws NullPointerException if {@code newName} is null
   */
  public BarrierConfig name(String newName) {
    return new BarrierConfig(Objects.requireNonNull(newName, "name"), action, timeout);
  }

  /**
   * What the last thread to come does before all go on, in its own process: it is sent along with
   * the barrier. Nothing at first.
   *
   * @param newAction what to do
   * @return a copy with this action
   * @throws NullPointerException if {@code newAction} is null
   */
  public BarrierConfig action(Action newAction) {
    return new BarrierConfig(name, Objects.requireNonNull(newAction, "action"), timeout);
  }

  /**
   * How long {@link SharedBarrier#await()} waits before it breaks the barrier. For ever at first.
   *
   * @param newTimeout how long
   * @return a copy with this timeout
   * @throws NullPointerException if {@code newTimeout} is null
   * @throws IllegalArgumentException if {@code newTimeout} is zero or negative
   */
  public BarrierConfig timeout(Duration newTimeout) {
    if (!newTimeout.isPositive()) {
      throw new IllegalArgumentException("not positive: timeout=" + newTimeout);
    }
    return new BarrierConfig(name, action, Waits.nanos(newTimeout));
  }

  String name() {
    return name;
  }

  @Nullable Action action() {
    return action;
  }

  long timeout() {
    return timeout;
  }
}
