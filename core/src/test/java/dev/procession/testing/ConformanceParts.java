package dev.procession.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What came of the tests of one build so far. Several JVMs run them side by side, each a few
 * classes at a time, and each adds what it has to a file: a line for each row and test.
 *
 * @param file one for each build, which nothing else writes
 */
record ConformanceParts(Path file) {

  /**
   * Adds some results and has all of them seen, while no other JVM adds any.
   *
   * @param held row id, then test, then what came of it
   * @param reader gets what this and all other JVMs of the build have added, in the same form
   */
  void add(
      Map<String, Map<String, ConformanceOutcome>> held,
      Consumer<Map<String, Map<String, ConformanceOutcome>>> reader) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (var channel = FileChannel.open(file, CREATE, READ, WRITE);
          FileLock lock = channel.lock()) {
        byte[] before = Channels.newInputStream(channel).readAllBytes();
        String added = lines(held);
        channel.write(ByteBuffer.wrap(added.getBytes(UTF_8)));
        reader.accept(parse(new String(before, UTF_8) + added));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lines(Map<String, Map<String, ConformanceOutcome>> held) {
    var lines = new StringBuilder();
    held.forEach(
        (row, tests) ->
            tests.forEach(
                (test, outcome) ->
                    lines.append("%s\t%s\t%s\n".formatted(row, test, outcome.name()))));
    return lines.toString();
  }

  private static Map<String, Map<String, ConformanceOutcome>> parse(String lines) {
    Map<String, Map<String, ConformanceOutcome>> held = new TreeMap<>();
    lines
        .lines()
        .map(line -> line.split("\t"))
        .forEach(
            part ->
                held.computeIfAbsent(part[0], _ -> new TreeMap<>())
                    .merge(part[1], ConformanceOutcome.valueOf(part[2]), ConformanceOutcome::and));
    return held;
  }
}
