package dev.procession.benchmarks.channel;

/** One of two sides that send one message to and fro. */
@FunctionalInterface
interface Side {

  /** Sends and receives, or receives and sends back, so many times. */
  void turn(int times) throws Exception;
}
