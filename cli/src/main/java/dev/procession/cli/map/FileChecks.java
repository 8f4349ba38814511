package dev.procession.cli.map;

import dev.procession.cli.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says in one line, before anything is done, why a file cannot be what the user wants it to be. */
final class FileChecks {
  private FileChecks() {}

  /** The file, if it can be read. */
  static Path readable(Path file) {
    if (!Files.exists(file)) {
      throw CommandException.usage("input not found: file=" + file);
    }
    if (Files.isDirectory(file)) {
      throw CommandException.usage("the input is a directory: file=" + file);
    }
    if (!Files.isReadable(file)) {
      throw CommandException.usage("the input cannot be read: file=" + file);
    }
    return file;
  }

  /** The file, if it can be written or created. */
  static Path writable(Path file, String role) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw CommandException.usage("the " + role + " is a directory: file=" + file);
    }
    if (!Files.isDirectory(folder)) {
      throw CommandException.usage(
          "the folder of the " + role + " does not exist: folder=" + folder + "; create it first");
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw CommandException.usage("the " + role + " cannot be written: file=" + file);
    }
    return file;
  }

  /** Refuses to read and write, or write twice, the same file. */
  static void different(@Nullable Path one, String role, @Nullable Path other, String otherRole) {
    try {
      if (one != null
          && other != null
          && (one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())
              || (Files.isRegularFile(one)
                  && Files.exists(other)
                  && Files.isSameFile(one, other)))) {
        throw CommandException.usage(
            "the " + role + " and the " + otherRole + " are the same file: file=" + one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Refuses what has no places one could go back to: standard streams, pipes, devices. */
  static void seekable(@Nullable Path file, String option) {
    if (file == null) {
      throw CommandException.usage(
          "a journal needs files that can be read again from any place: name a file for " + option);
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw CommandException.usage(
          "a journal needs files that can be read again from any place: "
              + option
              + " is not a regular file: file="
              + file);
    }
  }

  /** Refuses a file where a directory is wanted. */
  static void directoryOrAbsent(Path path, String role) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw CommandException.usage("the " + role + " is not a directory: path=" + path);
    }
  }
}
