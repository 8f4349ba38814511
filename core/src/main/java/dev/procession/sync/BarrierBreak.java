package dev.procession.sync;

/** Why a barrier is broken. The order is part of the layout: new reasons go to the end. */
enum BarrierBreak {
  ABORT("abort() was called"),
  RESET("it is being reset"),
  TIMEOUT("somebody has waited as long as was allowed"),
  INTERRUPT("somebody who waited was interrupted"),
  ACTION("the action failed"),
  DEATH("a process that takes part died");

  private static final BarrierBreak[] ALL = values();

  private final String text;

  BarrierBreak(String text) {
    this.text = text;
  }

  /** The reason of this number; the first if it is damaged. */
  static BarrierBreak of(int number) {
    return ALL[number >= 0 && number < ALL.length ? number : 0];
  }

  String text() {
    return text;
  }
}
