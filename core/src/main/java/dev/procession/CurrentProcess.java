package dev.procession;

import dev.procession.internal.proc.Identity;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The process that runs the calling thread, as {@link Processes#current()} tells it: the program
 * itself, a child, or a child that is a thread.
 *
 * <p>Python: {@code multiprocessing.current_process()}.
 */
public final class CurrentProcess {
  private final Identity identity;

  CurrentProcess(Identity identity) {
    this.identity = identity;
  }

  /**
   * Its name.
   *
   * @return {@code main} for the program itself
   */
  public String name() {
    return identity.name();
  }

  /**
   * Its process id.
   *
   * @return the process id
   */
  public long pid() {
    return ProcessHandle.current().pid();
  }

  /**
   * Whether it ends with its parent's program.
   *
   * @return false for the program itself
   */
  public boolean isDaemon() {
    return identity.daemon();
  }

  /**
   * How it was started.
   *
   * @return empty for the program itself
   */
  public Optional<StartMethod> startMethod() {
    return Optional.ofNullable(identity.startMethod());
  }

  /**
   * Whether it runs.
   *
   * @return true, or who would ask
   */
  public boolean isAlive() {
    return true;
  }

  /**
   * How it ended.
   *
   * @return empty: it has not
   */
  public OptionalInt exitCode() {
    return OptionalInt.empty();
  }

  /**
   * The secret that the processes of one program share; random unless set.
   *
   * <p>Python: {@code authkey}.
   *
   * @return a copy
   */
  public byte[] authKey() {
    return identity.authKey();
  }

  /**
   * Replaces the secret for this process and the children it will start.
   *
   * @param key the new secret, not empty
   * @throws IllegalArgumentException if it is empty
   */
  public void authKey(byte[] key) {
    if (key.length == 0) {
      throw new IllegalArgumentException("an authentication key must not be empty");
    }
    identity.authKey(key);
  }

  /** Such as {@code CurrentProcess[process-1, pid=4711, WARM]}. */
  @Override
  public String toString() {
    return "CurrentProcess["
        + name()
        + ", pid="
        + pid()
        + startMethod().map(method -> ", " + method).orElse("")
        + (isDaemon() ? ", daemon]" : "]");
  }
}
