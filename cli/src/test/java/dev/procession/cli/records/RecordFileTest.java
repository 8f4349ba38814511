package dev.procession.cli.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
  private static final byte LINE_FEED = '\n';

  @TempDir Path directory;

  @Test
  void shouldReplaceWhatWasThere() throws IOException {
    Path path = Files.writeString(directory.resolve("file"), "something old and long");
    try (var file = RecordFile.create(path, LINE_FEED)) {
      file.add("a".getBytes(UTF_8));
      assertThat(file.length()).isEqualTo(2);
      file.sync();
      assertThat(path).hasContent("a\n");
    }
  }

  @Test
  void shouldCutOffWhatLiesBehind() throws IOException {
    Path path = Files.writeString(directory.resolve("file"), "a\nb\nc\nhal");
    try (var file = RecordFile.reopen(path, LINE_FEED, 4)) {
      file.add("B".getBytes(UTF_8));
      assertThat(file.length()).isEqualTo(6);
    }
    assertThat(path).hasContent("a\nb\nB\n");
  }

  @Test
  void shouldRefuseAFileThatHasLostSomething() throws IOException {
    Path path = Files.writeString(directory.resolve("file"), "a\n");

    assertThatThrownBy(() -> RecordFile.reopen(path, LINE_FEED, 4))
        .isInstanceOf(IOException.class)
        .hasMessage("the file has been shortened since: file=" + path + ", length=2, expected=4");
    assertThat(path).hasContent("a\n");
  }
}
