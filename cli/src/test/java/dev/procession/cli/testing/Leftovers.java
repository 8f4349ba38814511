package dev.procession.cli.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a command has left of itself: processes that carry its mark in their environment, files that
 * carry its process id in their names. Other builds on the same machine are not looked at.
 */
final class Leftovers {
  private static final List<Path> FOLDERS =
      List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/dev/shm"));

  private Leftovers() {}

  /**
   * Everything that is left now.
   *
   * @param pid of the command
   * @param mark an environment variable and its value, as only the command and its workers have it
   */
  static List<String> of(long pid, String mark) {
    Stream<String> processes =
        ProcessHandle.allProcesses()
            .filter(process -> hasMark(process, mark))
            .map(process -> "process " + process.pid() + " " + process.info().commandLine());
    Stream<String> files =
        FOLDERS.stream()
            .flatMap(folder -> list(folder).stream())
            .filter(file -> file.getFileName().toString().startsWith("procession-" + pid + "-"))
            .map(file -> "file " + file);
    return Stream.concat(processes, files).toList();
  }

  private static boolean hasMark(ProcessHandle process, String mark) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
      return new String(environment, UTF_8).contains(mark);
    } catch (IOException e) {
      return false; // ended meanwhile, or another user's, or not Linux
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      return List.of(); // no such folder on this system
    }
  }
}
