package dev.procession.benchmarks.harness;

/** How to get a contestant. */
@FunctionalInterface
public interface Opening {

  /**
   * Opens one. What this takes is not measured.
   *
   * @param setting what all contestants of a run share
   * @return the contestant, to be closed by the caller
   * @throws NotAvailableException if what it needs is not installed
   * @throws Exception if it could not be opened
   */
  Contestant open(Setting setting) throws Exception;
}
