package dev.procession.examples.run;

/** Looks at what a run of an example has shown. */
@FunctionalInterface
public interface Check {

  /**
   * Holds what the run must have shown.
   *
   * @param run a run that has ended
   * @throws AssertionError if it has not shown it, as the methods of {@link Run} throw it
   */
  void check(Run run);
}
