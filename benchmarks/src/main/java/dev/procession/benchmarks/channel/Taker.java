package dev.procession.benchmarks.channel;

/** The end of a channel at which things are taken out; see {@link Putter}. */
@FunctionalInterface
interface Taker {

  /**
   * Takes items.
   *
   * @return the sum of the numbers that they carry
   * @throws IllegalStateException if an item has the wrong size
   */
  long take(int count) throws Exception;
}
