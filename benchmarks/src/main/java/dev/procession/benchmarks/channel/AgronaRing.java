package dev.procession.benchmarks.channel;

import dev.procession.Context;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Results;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Agrona's ring buffers over a file that processes map: bytes and nothing else, no sleeping, no
 * death that anybody would notice.
 */
final class AgronaRing {
  /** A message may be as long as an eighth of the ring. */
  private static final int SMALL_RING = 1 << 20;

  private static final int LARGE_RING = 1 << 24;
  private static final int TYPE = 1;
  private static final int BATCH = 256;

  private AgronaRing() {}

  /** From one or several processes to one. */
  static Contestant flow(Parties parties, Load load) throws Exception {
    Results.check(parties.takers(), 1);
    boolean several = parties.putters() > 1;
    int capacity = capacity(load);
    SharedDirectory directory = SharedDirectory.create();
    String file = directory.file("ring");
    return Flow.between(
        parties,
        context(),
        () -> putter(map(file, capacity, several), load, new BackoffIdleStrategy()),
        () -> taker(map(file, capacity, several), load, new BackoffIdleStrategy()),
        directory);
  }

  /** To and fro, with one ring each way. */
  static Contestant trips(Rhythm rhythm, Load load) throws Exception {
    int capacity = capacity(load);
    boolean patient = rhythm.pause().isPositive();
    SharedDirectory directory = SharedDirectory.create();
    String there = directory.file("there");
    String back = directory.file("back");
    return Trips.between(
        context(),
        rhythm,
        () -> {
          Putter out = putter(map(there, capacity, false), load, idle(patient));
          Taker in = taker(map(back, capacity, false), load, idle(patient));
          return times -> {
            for (int i = 0; i < times; i++) {
              out.put(i, i + 1);
              in.take(1);
            }
          };
        },
        () -> {
          Putter out = putter(map(back, capacity, false), load, idle(patient));
          Taker in = taker(map(there, capacity, false), load, idle(patient));
          return times -> {
            for (int i = 0; i < times; i++) {
              in.take(1);
              out.put(i, i + 1);
            }
          };
        },
        directory);
  }

  /** What Agrona needs of a JVM since it uses what the JDK keeps to itself. */
  static Context context() {
    return Context.standard()
        .jvmOptions(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
  }

  private static int capacity(Load load) {
    return load.bytes() > SMALL_RING / 8 ? LARGE_RING : SMALL_RING;
  }

  private static IdleStrategy idle(boolean patient) {
    return patient ? new BackoffIdleStrategy() : new BusyForAWhile();
  }

  private static RingBuffer map(String path, int capacity, boolean several) throws IOException {
    int size = capacity + RingBufferDescriptor.TRAILER_LENGTH;
    try (RandomAccessFile file = new RandomAccessFile(path, "rw")) {
      MappedByteBuffer bytes = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, size);
      UnsafeBuffer buffer = new UnsafeBuffer(bytes);
      return several ? new ManyToOneRingBuffer(buffer) : new OneToOneRingBuffer(buffer);
    }
  }

  private static Putter putter(RingBuffer ring, Load load, IdleStrategy idle) {
    byte[] item = load.make();
    UnsafeBuffer buffer = new UnsafeBuffer(item);
    return (from, to) -> {
      for (int i = from; i < to; i++) {
        Load.stamp(item, i);
        while (!ring.write(TYPE, buffer, 0, item.length)) {
          idle.idle();
        }
        idle.reset();
      }
    };
  }

  private static Taker taker(RingBuffer ring, Load load, IdleStrategy idle) {
    Summing sum = new Summing(load);
    MessageHandler handler = (type, buffer, index, length) -> sum.add(buffer, index, length);
    return count -> {
      long before = sum.sum();
      for (int left = count; left > 0; ) {
        int taken = ring.read(handler, Math.min(left, BATCH));
        left -= taken;
        idle.idle(taken);
      }
      return sum.sum() - before;
    };
  }
}
