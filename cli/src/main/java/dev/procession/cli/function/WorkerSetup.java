package dev.procession.cli.function;

import dev.procession.Action;

/**
 * Prepares a worker: what the user's function prints goes to standard error, since standard output
 * is where the results may go.
 */
public record WorkerSetup() implements Action {

  @Override
  public void perform() {
    System.setOut(System.err);
  }
}
