package dev.procession.crash;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;

/**
 * A value that strikes while it is encoded or decoded, in a process other than the one it names.
 */
final class Trap implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  private final Where where;
  private final Hurt hurt;

  /** The process in which nothing happens: the one that made the trap. */
  private final long safe;

  Trap(Where where, Hurt hurt, long safe) {
    this.where = where;
    this.hurt = hurt;
    this.safe = safe;
  }

  Where where() {
    return where;
  }

  Hurt hurt() {
    return hurt;
  }

  /** A harmless argument, or one that strikes, becomes a result, perhaps one that strikes. */
  static Object handle(Object argument) {
    if (argument instanceof Trap trap) {
      if (trap.where == Where.RUN) {
        trap.hurt.strike();
      }
      return trap;
    }
    return argument;
  }

  @Serial
  private void writeObject(ObjectOutputStream out) throws IOException {
    if (where == Where.ENCODE_RESULT && ProcessHandle.current().pid() != safe) {
      hurt.strike();
    }
    out.defaultWriteObject();
  }

  @Serial
  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    if (where == Where.DECODE_ARGUMENT && ProcessHandle.current().pid() != safe) {
      hurt.strike();
    }
  }
}
