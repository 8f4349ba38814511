package dev.procession;

/**
 * How a child comes to life. All four run the same code with the same result; they differ in speed
 * and in what the child knows of the program that started it.
 *
 * <p>Python: the names that {@code multiprocessing.set_start_method} takes.
 */
public enum StartMethod {
  /**
   * A fresh JVM. Static fields have the values that their initializers give them.
   *
   * <p>Python: {@code spawn}, but the program's {@code main} is never run again.
   */
  SPAWN,

  /**
   * A JVM that has been started in advance, if one stands ready, else a fresh one. The child cannot
   * tell the difference from {@link #SPAWN}, except that it begins at once. The default.
   *
   * <p>Python: {@code forkserver}.
   */
  WARM,

  /**
   * As {@link #WARM}, and the static fields of the program's own classes have the values that they
   * have in the parent at that moment; a change made by either side is not seen by the other. What
   * cannot be copied is named in a {@link NotSendableException}. Fields that are {@code transient},
   * and final ones whose value is of a type that cannot be sent, such as loggers and locks, are
   * left to the child's own static initializers; so are the fields of enum constants. Threads and
   * open files are not copied. A worker of a pool gets a field when something that uses it is sent
   * there for the first time.
   *
   * <p>Python: {@code fork}. No JVM can really be forked: it would lose its own threads.
   */
  FORK,

  /**
   * No process at all but a thread of this JVM, for debugging and cheap work. Nothing is copied, a
   * crash is a crash of this program, and nothing can be killed: {@code terminate} and {@code kill}
   * interrupt the thread. Only pools copy what they send to a thread, as to a process.
   *
   * <p>Python: {@code multiprocessing.dummy}.
   */
  THREAD
}
