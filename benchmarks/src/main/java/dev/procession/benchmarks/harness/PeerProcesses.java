package dev.procession.benchmarks.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The processes of all peers, each started when it is first needed and kept until the run ends.
 *
 * <p>Not safe for use by several threads.
 */
public final class PeerProcesses implements AutoCloseable {
  /** What the scripts have in common. */
  private static final List<String> SHARED = List.of("peer.py", "team.py");

  private final Map<List<String>, PeerProcess> byCommand = new HashMap<>();
  private @Nullable Path scripts;

  /**
   * A CPython process that runs one of our scripts.
   *
   * @param script name of a resource in {@code /peers}
   * @param arguments handed to the script
   * @return running, not to be closed by the caller
   * @throws NotAvailableException if there is no {@code python3}
   * @throws IOException if the script could not be copied to where CPython finds it
   */
  public PeerProcess cpython(String script, String... arguments)
      throws NotAvailableException, IOException {
    for (String shared : SHARED) {
      copy(shared);
    }
    List<String> command = new ArrayList<>(List.of("python3", copy(script).toString()));
    command.addAll(List.of(arguments));
    PeerProcess running = byCommand.get(command);
    if (running == null || !running.isAlive()) {
      running = PeerProcess.start(command);
      byCommand.put(command, running);
    }
    return running;
  }

  /** Copies a script to a file: children that CPython spawns read it again. */
  private Path copy(String script) throws IOException {
    if (scripts == null) {
      scripts = Files.createTempDirectory("procession-" + ProcessHandle.current().pid() + "-bench");
    }
    Path file = scripts.resolve(script);
    if (!Files.exists(file)) {
      try (InputStream in = PeerProcesses.class.getResourceAsStream("/peers/" + script)) {
        if (in == null) {
          throw new IllegalArgumentException("no such script: script=" + script);
        }
        Files.copy(in, file);
      }
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    for (PeerProcess process : byCommand.values()) {
      process.close();
    }
    if (scripts != null) {
      // CPython keeps compiled code beside them.
      try (var files = Files.walk(scripts)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
