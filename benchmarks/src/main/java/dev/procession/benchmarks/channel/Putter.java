package dev.procession.benchmarks.channel;

/**
 * The end of a channel at which things are put in. The loop belongs to it, so that the compiler
 * makes one piece of both.
 */
@FunctionalInterface
interface Putter {

  /** Puts an item for each number of a range; the item carries the number. */
  void put(int from, int to) throws Exception;
}
