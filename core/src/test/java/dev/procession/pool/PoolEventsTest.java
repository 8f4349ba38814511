package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.LeakCheckPerClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pools in a recording of the Flight Recorder. */
@ExtendWith(LeakCheckPerClass.class)
class PoolEventsTest {
  @TempDir Path directory;

  @Test
  void shouldRecordPoolsWorkersAndItems() throws Exception {
    Path file = directory.resolve("pool.jfr");
    try (var recording = new Recording()) {
      recording.enable("dev.procession.Pool").withPeriod(Duration.ofMillis(50));
      recording.enable("dev.procession.Worker");
      recording.enable("dev.procession.Item");
      recording.start();
      try (var pool = ProcessPool.open(c -> c.name("recorded").workers(1))) {
        pool.map(n -> n * 2, IntStream.range(0, 100).boxed().toList());
        PoolTesting.failureOf(pool.submit(() -> Integer.parseInt("x")));
        PoolTesting.failureOf(pool.submit(() -> Runtime.getRuntime().halt(7)));
        PoolTesting.awaitFullStrength(pool);
      }
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().startsWith("dev.procession."))
            .filter(event -> event.getString("pool").equals("recorded"))
            .toList();
    assertThat(what(events, "Worker"))
        .containsExactly("started", "ready", "died", "started", "ready", "dismissed");
    RecordedEvent death = of(events, "Worker").get(2);
    assertThat(death.getInt("exitCode")).isEqualTo(7);
    assertThat(death.getLong("items")).isEqualTo(101);
    assertThat(what(events, "Pool")).startsWith("opened").endsWith("closed");
    RecordedEvent end = of(events, "Pool").getLast();
    assertThat(end.getLong("done")).isEqualTo(100);
    assertThat(end.getLong("failed")).isEqualTo(2);
    assertThat(end.getLong("workersDied")).isEqualTo(1);
    List<RecordedEvent> items = of(events, "Item");
    assertThat(items.stream().mapToInt(event -> event.getInt("items")).sum()).isEqualTo(102);
    assertThat(items.getFirst().getDuration("runTime")).isPositive();
    assertThat(items.getFirst().getLong("bytes")).isPositive();
    assertThat(items)
        .extracting(event -> event.getString("outcome"))
        .startsWith("returned")
        .endsWith("threw", "worker died");
  }

  private static List<RecordedEvent> of(List<RecordedEvent> events, String type) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("dev.procession." + type))
        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
        .toList();
  }

  private static List<String> what(List<RecordedEvent> events, String type) {
    return of(events, type).stream().map(event -> event.getString("what")).toList();
  }
}
