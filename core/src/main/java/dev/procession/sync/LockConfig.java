package dev.procession.sync;

import java.util.Objects;

/**
 * How a lock is to behave. Immutable: each method returns a copy with one setting changed.
 *
 * {@snippet lang="java" :
 * var lock = SharedLock.create(c -> c.name("ledger").fair(true));
 * }
 */
public final class LockConfig {
  static final int FAIR = 1;
  static final int STRICT = 2;

  private static final LockConfig STANDARD = new LockConfig("", false, false);

  private final String name;
  private final boolean fair;
  private final boolean strict;

  private LockConfig(String name, boolean fair, boolean strict) {
    this.name = name;
    this.fair = fair;
    this.strict = strict;
  }

  static LockConfig standard() {
    return STANDARD;
  }

  /**
   * What people call the lock, in messages and in {@code procession list}. None at first; cut to 64
   * bytes of UTF-8.
   *
   * @param newName the name
   * @return a copy with this name
   * @throws NullPointerException if {@code newName} is null
   */
  public LockConfig name(String newName) {
    return new LockConfig(Objects.requireNonNull(newName, "name"), fair, strict);
  }

  /**
   * Whether threads get the lock in the order in which they asked for it, whichever process they
   * belong to. Not at first: who comes while a lock is free takes it, which is several times
   * faster.
   *
   * @param newFair true for a lock that keeps the order
   * @return a copy with this setting
   */
  public LockConfig fair(boolean newFair) {
    return new LockConfig(name, newFair, strict);
  }

  /**
   * Whether a lock whose holder died is refused to all others by {@link HolderDiedException} until
   * somebody has called {@code makeConsistent()}. Not at first: the next one gets it, with {@code
   * recovered()} true and a warning in the log.
   *
   * @param newStrict true to refuse the lock after a death
   * @return a copy with this setting
   */
  public LockConfig strict(boolean newStrict) {
    return new LockConfig(name, fair, newStrict);
  }

  String name() {
    return name;
  }

  int options() {
    return (fair ? FAIR : 0) | (strict ? STRICT : 0);
  }
}
