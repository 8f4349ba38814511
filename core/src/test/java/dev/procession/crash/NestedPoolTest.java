package dev.procession.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.Programs;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pools that tasks of pools open, three levels deep. */
@ExtendWith(LeakCheck.class)
class NestedPoolTest {
  private static final int LEVELS = 3;

  @TempDir Path directory;

  /** Counts the processes below, each of which does the same. */
  private static int descend(int levels, Signals signals) throws IOException, InterruptedException {
    signals.append("pids", String.valueOf(PoolTesting.pid()));
    if (levels == 0) {
      signals.raise("bottom");
      signals.await("go");
      return 0;
    }
    try (var pool = ProcessPool.open(1)) {
      return 1 + pool.apply(() -> descend(levels - 1, signals));
    }
  }

  /** A program whose tasks go down. */
  static final class Root {
    private Root() {}

    public static void main(String[] arguments) throws Exception {
      int levels = descend(LEVELS, Signals.in(Path.of(arguments[0])));
      System.exit(levels == LEVELS ? 0 : 1);
    }
  }

  @Test
  void shouldLeaveNothingWhenTheRootIsKilled() throws Exception {
    var signals = Signals.in(directory);
    Process root = Programs.start(Root.class, directory.toString());
    // Each level waits for the one below, which waits here.
    signals.expect("bottom");
    List<Long> all = pids(signals).boxed().toList();
    assertThat(all).hasSize(LEVELS + 1).allMatch(PoolTesting::isAlive);
    root.destroyForcibly();
    PoolTesting.await("nobody is left", () -> all.stream().noneMatch(PoolTesting::isAlive));
  }

  private static LongStream pids(Signals signals) throws IOException {
    return signals.lines("pids").stream().mapToLong(Long::parseLong);
  }
}
