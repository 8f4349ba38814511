package dev.procession.benchmarks.harness;

/** Speed counts only if the result is right. */
public final class Results {
  private Results() {}

  /**
   * Compares.
   *
   * @throws IllegalStateException if the result is not what it should be
   */
  public static void check(Object result, Object expected) {
    if (!result.equals(expected)) {
      throw new IllegalStateException("wrong result: result=" + result + ", expected=" + expected);
    }
  }
}
