package dev.procession.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.PoolTesting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Real CPython programs. */
final class Python {
  /** So that attaching does not make CPython remove the segment when it ends. */
  private static final String PRELUDE =
      """
      import sys
      from multiprocessing import resource_tracker
      from multiprocessing.shared_memory import SharedMemory, ShareableList
      args = sys.argv[1:]
      def untrack(shm):
          resource_tracker.unregister(shm._name, 'shared_memory')
          return shm
      """;

  private Python() {}

  /** Runs a program to its end; what it prints. Its arguments are in {@code args}. */
  static List<String> run(String code, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3", "-c", PRELUDE + code));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(PoolTesting.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().toList();
  }
}
