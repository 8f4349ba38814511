package dev.procession.crash;

import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/** An argument, and its own result, that goes wrong at a place of choice. */
final class Bomb implements Serializable {
  private static final long serialVersionUID = 1;

  private final int number;
  private final Where where;
  private final How how;
  private final long callersPid = ProcessHandle.current().pid();

  Bomb(int number, Where where, How how) {
    this.number = number;
    this.where = where;
    this.how = how;
  }

  int number() {
    return number;
  }

  /** The function that is called. */
  Bomb run() throws Exception {
    goOff(Where.RUN);
    return this;
  }

  private void writeObject(ObjectOutputStream out) throws Exception {
    out.defaultWriteObject();
    goOff(inCaller() ? Where.ENCODE_ARGUMENT : Where.ENCODE_RESULT);
  }

  private void readObject(ObjectInputStream in) throws Exception {
    in.defaultReadObject();
    goOff(inCaller() ? Where.DECODE_RESULT : Where.DECODE_ARGUMENT);
  }

  private boolean inCaller() {
    return ProcessHandle.current().pid() == callersPid;
  }

  private void goOff(Where here) throws Exception {
    if (here == where) {
      how.happen();
    }
  }
}
