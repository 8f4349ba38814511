package dev.procession.internal.state;

/** A class of the program that is not nested in another. */
final class Counter {
  private static int value;

  private Counter() {}

  static int increment() {
    return ++value;
  }
}
