package dev.procession.benchmarks.channel;

import dev.procession.ChildProcess;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Results;
import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Aeron's IPC: each message goes through shared memory to all who have subscribed. Its driver is a
 * process of its own.
 */
final class AeronIpc {
  /** A message may be as long as an eighth of a term. */
  private static final String CHANNEL = "aeron:ipc?term-length=16m|mtu=65504";

  private static final int THERE = 1001;
  private static final int BACK = 1002;
  private static final int FRAGMENTS = 256;

  private AeronIpc() {}

  /** From one or several processes to one. */
  static Contestant flow(Parties parties, Load load) throws Exception {
    Results.check(parties.takers(), 1);
    Driver driver = Driver.start();
    String directory = driver.location();
    return Flow.between(
        parties,
        AgronaRing.context(),
        () -> putter(connect(directory), THERE, load, new BackoffIdleStrategy()),
        () -> taker(connect(directory), THERE, load, new BackoffIdleStrategy()),
        driver);
  }

  /** To and fro, with one stream each way. */
  static Contestant trips(Rhythm rhythm, Load load) throws Exception {
    boolean patient = rhythm.pause().isPositive();
    Driver driver = Driver.start();
    String directory = driver.location();
    return Trips.between(
        AgronaRing.context(),
        rhythm,
        () -> {
          Aeron aeron = connect(directory);
          Putter out = putter(aeron, THERE, load, idle(patient));
          Taker in = taker(aeron, BACK, load, idle(patient));
          return times -> {
            for (int i = 0; i < times; i++) {
              out.put(i, i + 1);
              in.take(1);
            }
          };
        },
        () -> {
          Aeron aeron = connect(directory);
          Putter out = putter(aeron, BACK, load, idle(patient));
          Taker in = taker(aeron, THERE, load, idle(patient));
          return times -> {
            for (int i = 0; i < times; i++) {
              in.take(1);
              out.put(i, i + 1);
            }
          };
        },
        driver);
  }

  private static IdleStrategy idle(boolean patient) {
    return patient ? new BackoffIdleStrategy() : new BusyForAWhile();
  }

  private static Aeron connect(String directory) {
    return Aeron.connect(new Aeron.Context().aeronDirectoryName(directory));
  }

  private static Putter putter(Aeron aeron, int stream, Load load, IdleStrategy idle) {
    Publication publication = aeron.addPublication(CHANNEL, stream);
    byte[] item = load.make();
    UnsafeBuffer buffer = new UnsafeBuffer(item);
    return (from, to) -> {
      for (int i = from; i < to; i++) {
        Load.stamp(item, i);
        for (long result = publication.offer(buffer);
            result < 0;
            result = publication.offer(buffer)) {
          if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED) {
            throw new IllegalStateException("cannot publish any more: result=" + result);
          }
          idle.idle();
        }
        idle.reset();
      }
    };
  }

  private static Taker taker(Aeron aeron, int stream, Load load, IdleStrategy idle) {
    Subscription subscription = aeron.addSubscription(CHANNEL, stream);
    Summing sum = new Summing(load);
    int[] whole = new int[1];
    FragmentAssembler assembler =
        new FragmentAssembler(
            (buffer, offset, length, header) -> {
              sum.add(buffer, offset, length);
              whole[0]++;
            },
            load.bytes());
    return count -> {
      long before = sum.sum();
      whole[0] = 0;
      while (whole[0] < count) {
        idle.idle(subscription.poll(assembler, Math.min(FRAGMENTS, count - whole[0])));
      }
      return sum.sum() - before;
    };
  }

  /** The process through which publishers and subscribers find each other. */
  private record Driver(ChildProcess process, SharedDirectory directory) implements AutoCloseable {
    static Driver start() throws Exception {
      SharedDirectory directory = SharedDirectory.create();
      String location = directory.file("aeron");
      ChildProcess process =
          ChildProcess.of(() -> run(location)).daemon(true).context(AgronaRing.context()).start();
      return new Driver(process, directory);
    }

    private static void run(String location) {
      MediaDriver.Context context =
          new MediaDriver.Context()
              .aeronDirectoryName(location)
              .threadingMode(ThreadingMode.SHARED);
      try (MediaDriver driver = MediaDriver.launch(context)) {
        while (driver != null) {
          LockSupport.park();
        }
      }
    }

    String location() {
      return directory.file("aeron");
    }

    @Override
    public void close() throws Exception {
      try (directory) {
        process.kill();
        process.join();
      }
    }
  }
}
