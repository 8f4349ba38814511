package dev.procession.cli.function;

import dev.procession.cli.CommandException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads class paths as the {@code java} command does, {@code lib/*} included. */
public final class ClassPath {
  private ClassPath() {}

  /**
   * Splits a class path and checks that what it names is there.
   *
   * @param arguments one or several class paths
   * @return jars and directories
   * @throws CommandException if an entry does not exist; {@code java} would pass over it in silence
   */
  public static List<Path> parse(List<String> arguments) {
    List<Path> entries = new ArrayList<>();
    for (String argument : arguments) {
      for (String entry : argument.split(File.pathSeparator, -1)) {
        if (entry.equals("*") || entry.endsWith(File.separator + "*")) {
          entries.addAll(jarsIn(Path.of(entry.substring(0, entry.length() - 1)).toAbsolutePath()));
        } else {
          entries.add(existing(Path.of(entry)));
        }
      }
    }
    return entries;
  }

  private static Path existing(Path entry) {
    if (!Files.exists(entry)) {
      throw CommandException.usage("class path entry not found: path=" + entry);
    }
    return entry.toAbsolutePath();
  }

  private static List<Path> jarsIn(Path directory) {
    existing(directory);
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
