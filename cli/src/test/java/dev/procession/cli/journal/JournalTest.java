package dev.procession.cli.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.cli.CommandException;
import dev.procession.cli.records.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
  @TempDir Path directory;

  @Test
  void shouldGiveBackTheLastEntry() throws IOException {
    var first = JournalEntry.begin(new Fingerprint(Map.of("input", "ä \"quoted\"")));
    var second =
        new JournalEntry(
            first.run(),
            List.of(new Span(3, 40, 2), new Span(7, 90, Span.TO_THE_END)),
            1L << 40,
            12,
            5,
            1,
            100);
    try (var journal = Journal.open(directory.resolve("new/journal"))) {
      assertThat(journal.read()).isNull();
      journal.write(first);
      assertThat(journal.read()).isEqualTo(first);
      journal.write(second);
    }
    try (var journal = Journal.open(directory.resolve("new/journal"))) {
      assertThat(journal.read()).isEqualTo(second);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"run\":", "\u00ff"})
  void shouldSayThatAnEntryIsDamaged(String entry) throws IOException {
    Files.writeString(directory.resolve("journal.json"), entry, ISO_8859_1);
    try (var journal = Journal.open(directory)) {
      assertThatThrownBy(journal::read)
          .isInstanceOf(CommandException.class)
          .hasMessage(
              "the journal is damaged: file="
                  + directory.resolve("journal.json")
                  + "; begin again with another --journal");
    }
  }

  @Test
  void shouldTellWhatHasChanged() throws IOException {
    Path input = Files.writeString(directory.resolve("input"), "a\n");
    var before = Fingerprint.of(input, Map.of("function", "f"));

    assertThat(before.changesTo(Fingerprint.of(input, Map.of("function", "f")))).isEmpty();
    assertThat(before.changesTo(Fingerprint.of(input, Map.of("function", "g"))))
        .isEqualTo("function=g (was f)");

    Files.writeString(input, "b\n");
    assertThat(before.changesTo(Fingerprint.of(input, Map.of("function", "f"))))
        .startsWith("inputHead=");
    Files.writeString(input, "a\nb\n");
    assertThat(before.changesTo(Fingerprint.of(input, Map.of("function", "f"))))
        .startsWith("inputSize=4 (was 2), inputHead=");
  }
}
