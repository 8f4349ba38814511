package dev.procession.cli.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

  @Test
  void shouldCutAtSeparators() throws IOException {
    assertThat(read("a\n\nb\r\nc", RecordFormat.LINES)).containsExactly("a", "", "b", "c");
    assertThat(read("a\n", RecordFormat.LINES)).containsExactly("a");
    assertThat(read("", RecordFormat.LINES)).isEmpty();
    assertThat(read("\n", RecordFormat.LINES)).containsExactly("");
    assertThat(read("a\nb\0c\r\0", RecordFormat.NULL)).containsExactly("a\nb", "c\r");
  }

  @Test
  void shouldSkipBlankLinesWhereTheyMeanNothing() throws IOException {
    assertThat(read("\n1\n \t\r\n2\n\n", RecordFormat.JSON)).containsExactly("1", "2");
    assertThat(read("a\n\n b \n", RecordFormat.FILES)).containsExactly("a", " b ");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldKnowWhereRecordsBegin(long seed) throws IOException {
    String text = randomText(new Random(seed));
    byte[] bytes = text.getBytes(UTF_8);
    try (var reader = new RecordReader(slowly(bytes), RecordFormat.LINES, 0)) {
      for (byte[] record = reader.next(); record != null; record = reader.next()) {
        int begin = (int) reader.recordOffset();
        assertThat(new String(bytes, begin, record.length, UTF_8))
            .isEqualTo(new String(record, UTF_8));
        if (reader.offset() < bytes.length) {
          assertThat(bytes[(int) reader.offset() - 1]).isEqualTo((byte) '\n');
        }
      }
      assertThat(reader.offset()).isEqualTo(bytes.length);
    }
    assertThat(read(text, RecordFormat.LINES)).isEqualTo(text.lines().toList());
  }

  /** Some of the lines are longer than the reader's buffer. */
  private static String randomText(Random random) {
    var text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      int length = random.nextInt(50) == 0 ? random.nextInt(1_000_000) : random.nextInt(100);
      text.repeat('a' + i % 26, length).append('\n');
    }
    return text.toString();
  }

  /** Gives less than is asked for, as pipes do. */
  private static InputStream slowly(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(length, 1000));
      }
    };
  }

  private static List<String> read(String text, RecordFormat format) throws IOException {
    List<String> records = new ArrayList<>();
    try (var reader = new RecordReader(slowly(text.getBytes(UTF_8)), format, 0)) {
      for (byte[] record = reader.next(); record != null; record = reader.next()) {
        records.add(new String(record, UTF_8));
      }
    }
    return records;
  }
}
