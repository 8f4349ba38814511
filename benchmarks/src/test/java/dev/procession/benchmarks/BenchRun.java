package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.jr.ob.JSON;

/** The command in this process, and what it printed. */
record BenchRun(int exitCode, String out, String err) {

  static BenchRun of(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int exitCode = Bench.run(List.of(arguments), print(out), print(err));
    return new BenchRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Runs lines quickly; returns who took part in each. */
  static Map<String, Set<String>> peersOf(String... lines) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(lines));
    arguments.addAll(List.of("--quick", "--json"));
    BenchRun run = of(arguments.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    Map<String, Set<String>> peers = new TreeMap<>();
    for (String line : run.out().lines().toList()) {
      Map<String, Object> figure = JSON.std.mapFrom(line);
      assertThat(((Number) figure.get("ours")).doubleValue()).isNotNegative();
      assertThat(((Number) figure.get("theirs")).doubleValue()).isNotNegative();
      peers
          .computeIfAbsent((String) figure.get("name"), name -> new TreeSet<>())
          .add((String) figure.get("peer"));
    }
    return peers;
  }

  static boolean isInstalled(String command) throws InterruptedException {
    try {
      return new ProcessBuilder(command, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
