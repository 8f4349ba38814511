package dev.procession.benchmarks.jmh;

import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One call into a pool of one worker, for payloads of different kinds: what the caller's side, the
 * codec and the transport cost together. {@code ./procession bench --jmh PoolCall}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@NullUnmarked
public class PoolCall {
  /** What travels, both ways. */
  @Param({"INT", "TEXT", "BYTES_64K", "RECORDS"})
  public Payload payload;

  private ProcessPool pool;
  private Object argument;

  /** Kinds of arguments. */
  public enum Payload {
    /** A boxed int. */
    INT,
    /** A short string. */
    TEXT,
    /** An array without structure. */
    BYTES_64K,
    /** A list of small records. */
    RECORDS
  }

  /** A small record. */
  public record Point(int x, int y, String label) {}

  /** Opens the pool. */
  @Setup(Level.Trial)
  public void open() {
    pool = ProcessPool.open(1);
    argument =
        switch (payload) {
          case INT -> 42;
          case TEXT -> "the quick brown fox jumps over the lazy dog";
          case BYTES_64K -> new byte[1 << 16];
          case RECORDS -> points(100);
        };
  }

  /** Closes the pool. */
  @TearDown(Level.Trial)
  public void close() {
    pool.close();
  }

  /** There and back. */
  @Benchmark
  public Object echo() {
    return pool.apply(sent -> sent, argument);
  }

  private static List<Point> points(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Point(i, -i, "point " + i)).toList();
  }
}
