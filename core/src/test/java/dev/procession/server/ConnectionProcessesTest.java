package dev.procession.server;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.procession.pool.PoolTesting;
import dev.procession.sync.SharedEvent;
import dev.procession.testing.LeakCheck;
import dev.procession.testing.Warnings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A process for each connection. */
@ExtendWith({LeakCheck.class, Servers.class})
class ConnectionProcessesTest {
  private static final int CLIENTS = 20;

  @Test
  @Timeout(300)
  void shouldGiveEachOfManyClientsAProcessOfItsOwn() throws Exception {
    try (ProcessServer server =
        Servers.open(c -> c.mode(ServerMode.PROCESS_PER_CONNECTION).connections(8))) {
      List<Talk> talks = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Talk talk = Talk.to(server);
        talk.send("number " + i);
        talks.add(talk);
      }
      Set<Long> pids = new HashSet<>();
      for (int i = 0; i < CLIENTS; i++) {
        try (Talk talk = talks.get(i)) {
          Talk.Answer answer = talk.answer();
          assertThat(answer.line()).isEqualTo("number " + i);
          pids.add(answer.pid());
          assertThat(server.stats().active()).isLessThanOrEqualTo(8);
        }
      }
      assertThat(pids).hasSize(CLIENTS).doesNotContain(ProcessHandle.current().pid());
      Servers.awaitIdle(server);
      assertThat(server.stats().completed()).isEqualTo(CLIENTS);
      assertThat(server.stats().workers()).isEmpty();
    }
  }

  @Test
  void shouldEndWithItsConnectionOnly() throws Exception {
    try (ProcessServer server = Servers.open(c -> c.mode(ServerMode.PROCESS_PER_CONNECTION));
        Talk bystander = Talk.to(server)) {
      long pid = bystander.ask("hello").pid();
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> Talk.once(server, "die"));
      Talk rude = Talk.to(server);
      rude.ask("hello");
      rude.reset();
      assertThat(bystander.ask("still").pid()).isEqualTo(pid);

      assertThatExceptionOfType(ServerException.class)
          .isThrownBy(() -> server.reload(c -> c.ready(() -> System.exit(9)), Talk::answer))
          .withMessageContaining("exit code 9");
      assertThat(Talk.once(server, "who").generation()).isOne();
      server.reload(c -> c.handlerLimit(ofSeconds(1)).killGrace(ofMillis(500)), Talk::answer);
      try (Talk stuck = Talk.to(server)) {
        stuck.send("hang");
        assertThatExceptionOfType(IOException.class).isThrownBy(stuck::answer);
      }
      // It has no limit, as it began before the reload.
      assertThat(bystander.ask("still").generation()).isOne();

      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> server.resize(2))
          .withMessageContaining("has no workers");
      Servers.await("only one is left", () -> server.stats().active() == 1);
      ServerStats stats = server.stats();
      assertThat(stats.accepted()).isEqualTo(5);
      assertThat(stats.completed()).isOne();
      assertThat(stats.failed()).isEqualTo(2);
      assertThat(stats.killed()).isOne();
      assertThat(stats.lost()).isOne();
      assertThat(stats.generation()).isEqualTo(2);
      assertThat(stats.reloads()).isOne();
      assertThat(stats.rollbacks()).isOne();
      server.stop(ofMillis(200));
      assertThat(server.stats().lost()).isEqualTo(2);
    }
  }

  @Test
  void shouldHandOverAConnectionThatItsClientHasResetMeanwhile() throws Exception {
    try (var warnings = new Warnings("dev.procession.server");
        ProcessServer server =
            Servers.open(c -> c.mode(ServerMode.PROCESS_PER_CONNECTION).connections(1))) {
      try (Talk first = Talk.to(server)) {
        first.ask("hello");
        // Waits in the kernel, as there may be only one.
        Talk rude = Talk.to(server);
        rude.send("hello");
        rude.reset();
      }
      Servers.await(
          "both are over", () -> server.stats().completed() == 1 && server.stats().failed() == 1);
      assertThat(Talk.once(server, "still there?").line()).isEqualTo("still there?");
      assertThat(warnings.texts()).isEmpty();
    }
  }

  @Test
  void shouldReloadOnceAtATimeAndNotAfterItsEnd() throws Exception {
    try (var begun = SharedEvent.create();
        var go = SharedEvent.create();
        ProcessServer server = Servers.open(c -> c.mode(ServerMode.PROCESS_PER_CONNECTION))) {
      var first =
          new FutureTask<>(
              () -> {
                server.reload(
                    c ->
                        c.ready(
                            () -> {
                              begun.set();
                              go.await();
                            }),
                    Talk::answer);
                return true;
              });
      Thread.ofPlatform().daemon().start(first);
      assertThat(begun.await(PoolTesting.DEADLINE)).isTrue();
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> server.reload(Talk::answer))
          .withMessageContaining("reload is under way");
      go.set();
      assertThat(PoolTesting.get(first)).isTrue();
      assertThat(Talk.once(server, "who").generation()).isEqualTo(2);
      server.close();
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> server.reload(Talk::answer))
          .withMessageContaining("the server is closed");
    }
  }
}
