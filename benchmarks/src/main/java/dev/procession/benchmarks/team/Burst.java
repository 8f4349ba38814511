package dev.procession.benchmarks.team;

import java.io.Serializable;

/**
 * Does one operation many times. The loop belongs to the operation, so that the compiler makes one
 * piece of both.
 */
@FunctionalInterface
public interface Burst extends Serializable {

  /** Does it so many times. */
  void run(int times) throws Exception;
}
