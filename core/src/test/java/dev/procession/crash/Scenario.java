package dev.procession.crash;

import java.io.Serializable;

/**
 * What several processes do with something shared, over and over, while some of them are killed.
 */
interface Scenario extends AutoCloseable, Serializable {
  /** Does it once; throws if something is wrong. Runs in a child. */
  void turn(Board board, int place) throws Exception;

  /** Looks at the end when nobody works any more. */
  void check(Board board) throws Exception;

  /** How many turns a survivor must have ended after a death to have got over it. */
  default int turnsToSee() {
    return 2;
  }

  @Override
  void close();
}
