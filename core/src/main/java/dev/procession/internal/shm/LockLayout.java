package dev.procession.internal.shm;

/**
 * The bytes of a {@link RobustLock}: a line of its own, since everybody hammers on it.
 *
 * <pre>
 *    0  word (8)      who holds it, and flags; see {@link RobustLock}
 *    8  thread (8)    number of the thread that took it; the holder, after it has taken it
 *   16  since (8)     milliseconds since 1970; 0 as long as nobody wanted to know
 *   24  deceased (8)  whose death made the last heir; the heir, before it is one
 *   32  0 (32)
 * </pre>
 *
 * Thread and since are for people: they may belong to the holder before.
 */
public final class LockLayout {
  static final int WORD = 0;
  static final int THREAD = 8;
  static final int SINCE = 16;
  static final int DECEASED = 24;

  /** How many bytes a lock takes. */
  public static final int SIZE = 64;

  private LockLayout() {}
}
