package dev.procession.benchmarks.channel;

import java.io.Serializable;

/**
 * How to get to an end of a channel.
 *
 * @param <T> the end
 */
@FunctionalInterface
interface Station<T> extends Serializable {

  /** Opens the end, in the process that is to use it. */
  T open() throws Exception;
}
