package dev.procession.cli.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
  private static final int RECORDS = 500;

  @TempDir Path directory;

  /**
   * Runs that stop anywhere, each going on from what the one before left: together they do each
   * record exactly once, whatever the order in which records are done.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldGoOnWithExactlyWhatRemains(long seed) throws IOException {
    var random = new Random(seed);
    Path file = directory.resolve("input");
    List<String> records =
        IntStream.range(0, RECORDS).mapToObj(i -> "x".repeat(i % 7) + i).toList();
    Files.write(file, records);
    String[] done = new String[RECORDS];
    int runs = 0;

    List<Span> remaining = List.of(Span.WHOLE);
    while (!remaining.isEmpty()) {
      remaining = runFor(random.nextInt(200), file, remaining, done, random);
      assertThat(remaining.size()).isLessThanOrEqualTo(RECORDS / 2);
      runs++;
    }

    assertThat(done).containsExactlyElementsOf(records);
    assertThat(runs).isGreaterThan(1);
  }

  /** Does some records in a random order, out of a few that have been read ahead. */
  private static List<Span> runFor(
      int steps, Path file, List<Span> toDo, String[] done, Random random) {
    var ledger = new Ledger(toDo);
    var source = new RecordSource(file, RecordFormat.LINES, ledger);
    record Taken(long position, String text) {}
    List<Taken> inFlight = new ArrayList<>();
    long position = 0;
    for (int i = 0; i < steps; i++) {
      while (inFlight.size() < 20 && source.hasNext()) {
        inFlight.add(new Taken(position++, new String(source.next(), UTF_8)));
      }
      if (inFlight.isEmpty()) {
        break;
      }
      Taken taken = inFlight.remove(random.nextInt(inFlight.size()));
      int index = (int) ledger.done(taken.position());
      assertThat(done[index]).as("done once").isNull();
      done[index] = taken.text();
    }
    return ledger.remaining();
  }

  @Test
  void shouldCountFromTheFirstRecordOfTheFile() throws IOException {
    Path file = Files.writeString(directory.resolve("input"), "a\nb\nc\nd\n");
    var ledger = new Ledger(List.of(new Span(1, 2, 1), new Span(3, 6, Span.TO_THE_END)));
    var source = new RecordSource(file, RecordFormat.LINES, ledger);

    assertThat(new String(source.next(), UTF_8)).isEqualTo("b");
    assertThat(new String(source.next(), UTF_8)).isEqualTo("d");
    assertThat(source.hasNext()).isFalse();
    assertThat(ledger.done(0)).isEqualTo(1);
    assertThat(ledger.done(1)).isEqualTo(3);
    assertThat(ledger.remaining()).isEmpty();
  }

  @Test
  void shouldRefuseToAccountTwice() throws IOException {
    Path file = Files.writeString(directory.resolve("input"), "a\n");
    var ledger = new Ledger(List.of(Span.WHOLE));
    new RecordSource(file, RecordFormat.LINES, ledger).next();
    ledger.done(0);

    assertThatThrownBy(() -> ledger.done(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("accounted for twice: position=0");
  }
}
