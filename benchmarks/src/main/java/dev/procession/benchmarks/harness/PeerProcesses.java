package dev.procession.benchmarks.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The processes of all peers, each started when it is first needed and kept until the run ends.
 *
 * <p>Not safe for use by several threads.
 */
public final class PeerProcesses implements AutoCloseable {
  private final Map<List<String>, PeerProcess> byCommand = new HashMap<>();

  /**
   * A CPython process that runs one of our scripts.
   *
   * @param script name of a resource in {@code /peers}
   * @param arguments handed to the script
   * @return running, not to be closed by the caller
   * @throws MissingPeerException if there is no {@code python3}
   */
  public PeerProcess cpython(String script, String... arguments) throws MissingPeerException {
    List<String> command = new ArrayList<>(List.of("python3", "-c", read(script)));
    command.addAll(List.of(arguments));
    PeerProcess running = byCommand.get(command);
    if (running == null || !running.isAlive()) {
      running = PeerProcess.start(command);
      byCommand.put(command, running);
    }
    return running;
  }

  private static String read(String script) {
    try (InputStream in = PeerProcesses.class.getResourceAsStream("/peers/" + script)) {
      if (in == null) {
        throw new IllegalArgumentException("no such script: script=" + script);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (PeerProcess process : byCommand.values()) {
      process.close();
    }
  }
}
