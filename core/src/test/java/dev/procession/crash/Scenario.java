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

  /**
   * Whether no turn ends without all processes: then the survivors wait for the next victim, and
   * its first turn shows that they have got over the death of the last.
   */
  default boolean needsAll() {
    return false;
  }

  @Override
  void close();
}
