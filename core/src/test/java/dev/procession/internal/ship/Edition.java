package dev.procession.internal.ship;

/** Is on the class path in this edition; tests have others. */
public final class Edition {
  private Edition() {}

  /** Tells which one it is. */
  public static String text() {
    return "class path";
  }
}
