package dev.procession.memory;

import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * How shared data are to be made. Immutable: each method returns a copy with one setting changed.
 *
 * {@snippet lang="java" :
 * var total = SharedLong.create(0, c -> c.name("total"));
 * }
 */
public final class MemoryConfig {
  private static final MemoryConfig STANDARD = new MemoryConfig("", null);

  private final String name;
  private final @Nullable Lock lock;

  private MemoryConfig(String name, @Nullable Lock lock) {
    this.name = name;
    this.lock = lock;
  }

  static MemoryConfig standard() {
    return STANDARD;
  }

  /**
   * What people call the data, in {@code procession list}. None at first; cut to 64 bytes.
   *
   * @param newName the name
   * @return a copy with this setting
   */
  public MemoryConfig name(String newName) {
    return new MemoryConfig(Objects.requireNonNull(newName, "name"), lock);
  }

  /**
   * The lock that {@link SharedData#lock()} is to give, for example one that guards several things.
   * It travels along with the data. Closing the data does not close it. At first the data have one
   * of their own.
   *
   * <p>Python: {@code Value(…, lock=…)}.
   *
   * @param newLock a lock between processes, such as {@link dev.procession.sync.SharedLock}
   * @return a copy with this setting
   * @throws IllegalArgumentException if it cannot be sent to other processes
   */
  public MemoryConfig lock(Lock newLock) {
    Objects.requireNonNull(newLock, "lock");
    if (!(newLock instanceof Serializable)
        || newLock.getClass().getName().startsWith("java.util.concurrent.")) {
      throw new IllegalArgumentException(
          "not a lock between processes: type="
              + newLock.getClass().getName()
              + "; use one of package dev.procession.sync");
    }
    return new MemoryConfig(name, newLock);
  }

  String name() {
    return name;
  }

  @Nullable Lock lock() {
    return lock;
  }
}
