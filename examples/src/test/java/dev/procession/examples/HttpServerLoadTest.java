package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.server.ProcessServer;
import dev.procession.server.WorkerState;
import dev.procession.server.WorkerStats;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The web server under the load of {@code wrk}, which counts what goes wrong. */
@ExtendWith(LeakCheck.class)
@Timeout(180)
class HttpServerLoadTest {
  private static final int WORKERS = 2;
  private static final int CLIENTS = 32;
  private static final int SECONDS = 5;

  private static final Pattern REQUESTS = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
  private static final Pattern P99 = Pattern.compile("99%\\s+(\\S+)");

  @BeforeAll
  static void needWrk() throws InterruptedException {
    boolean there;
    try {
      there = new ProcessBuilder("wrk", "-v").start().waitFor() >= 0;
    } catch (IOException e) {
      there = false;
    }
    assumeTrue(there, "there is no wrk on this machine; apt-get install wrk");
  }

  @Test
  void shouldLoseNoRequestWhileItIsReloaded() throws Exception {
    try (ProcessServer server = open()) {
      Process wrk = wrk(server);
      while (wrk.isAlive()) {
        server.reload(client -> Example34HttpServer.serve(client, "hello again"));
      }
      String report = report(wrk, "reloaded " + server.stats().reloads() + " times");
      assertThat(server.stats().reloads()).isPositive();
      assertThat(report).doesNotContain("Socket errors").doesNotContain("Non-2xx");
      assertThat(server.stats().lost() + server.stats().killed()).isZero();
    }
  }

  @Test
  void shouldGoOnWhileItsWorkersAreKilledAndItIsReloaded() throws Exception {
    try (ProcessServer server = open()) {
      Process wrk = wrk(server);
      long kills = 0;
      while (wrk.isAlive()) {
        kills += killTheBusiest(server);
        server.reload(client -> Example34HttpServer.serve(client, "hello again"));
      }
      String report = report(wrk, "killed " + kills + " workers");
      assertThat(kills).isPositive();
      assertThat(server.stats().lost()).isPositive();
      // Who was connected to a killed worker has noticed, and nobody else: each at most once.
      assertThat(report).doesNotContain("Non-2xx");
      assertThat(errors(report)).isLessThanOrEqualTo(CLIENTS * kills);
      assertThat(server.isOpen()).isTrue();
    }
  }

  /** Returns how many have been killed. */
  private static int killTheBusiest(ProcessServer server) {
    return server.stats().workers().stream()
        .filter(worker -> worker.state() == WorkerState.SERVING)
        .max(Comparator.comparingLong(WorkerStats::active))
        .flatMap(worker -> ProcessHandle.of(worker.pid()))
        .filter(ProcessHandle::destroyForcibly)
        .map(killed -> 1)
        .orElse(0);
  }

  private static ProcessServer open() {
    return ProcessServer.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        c -> c.workers(WORKERS).restarts(1000, Duration.ofMinutes(1)),
        client -> Example34HttpServer.serve(client, "hello"));
  }

  /** Starts it, and waits until all its clients are connected. */
  private static Process wrk(ProcessServer server) throws IOException {
    int port = ((InetSocketAddress) server.address()).getPort();
    Process wrk =
        new ProcessBuilder(
                "wrk",
                "--latency",
                "-t2",
                "-c" + CLIENTS,
                "-d" + SECONDS + "s",
                "--timeout",
                "20s",
                "http://127.0.0.1:" + port + "/")
            .redirectErrorStream(true)
            .start();
    Awaitility.await("all clients are connected")
        .atMost(Duration.ofSeconds(60))
        .until(() -> !wrk.isAlive() || server.stats().active() >= CLIENTS);
    return wrk;
  }

  private static String report(Process wrk, String what) throws Exception {
    String report = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(wrk.waitFor()).as(report).isZero();
    System.out.println(
        "web server, "
            + what
            + ": "
            + found(REQUESTS, report)
            + " requests/s, p99 "
            + found(P99, report)
            + ", errors "
            + errors(report));
    assertThat(Double.parseDouble(found(REQUESTS, report))).isGreaterThan(1);
    return report;
  }

  private static String found(Pattern pattern, String report) {
    Matcher matcher = pattern.matcher(report);
    assertThat(matcher.find()).as(report).isTrue();
    return matcher.group(1);
  }

  private static long errors(String report) {
    Matcher matcher =
        Pattern.compile("connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)")
            .matcher(report);
    long errors = 0;
    if (matcher.find()) {
      for (int i = 1; i <= matcher.groupCount(); i++) {
        errors += Long.parseLong(matcher.group(i));
      }
    }
    return errors;
  }
}
