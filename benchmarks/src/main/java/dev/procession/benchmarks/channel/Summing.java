package dev.procession.benchmarks.channel;

import dev.procession.benchmarks.harness.Results;
import org.agrona.DirectBuffer;

/** Copies messages out of a buffer of Agrona's, always into the same array, and adds them up. */
final class Summing {
  private final Load load;
  private final byte[] item;
  private long sum;

  Summing(Load load) {
    this.load = load;
    this.item = load.make();
  }

  void add(DirectBuffer buffer, int index, int length) {
    if (length != item.length) {
      Results.check(length, item.length);
    }
    buffer.getBytes(index, item, 0, length);
    sum += load.read(item);
  }

  long sum() {
    return sum;
  }
}
