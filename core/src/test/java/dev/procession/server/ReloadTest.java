package dev.procession.server;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.procession.NotSendableException;
import dev.procession.pool.PoolTesting;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A new handler in place of the old one, while clients ask and ask. */
@ExtendWith({LeakCheck.class, Servers.class})
class ReloadTest {

  @Test
  void shouldReloadAndRollBackWithoutAFailedRequest() throws Exception {
    ProcessServer server = Servers.open(c -> c.drainLimit(ofSeconds(60)));
    try (server;
        var load = new Load(server, 4)) {
      // One that is in the middle of a conversation stays with its worker.
      try (Talk old = Talk.to(server)) {
        long pid = old.ask("first").pid();
        load.awaitMore(20);
        server.reload(c -> c.workers(3), Talk::answer);
        Servers.awaitServing(server, 3);
        load.awaitMore(20);
        assertThat(load.generations()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(PoolTesting.isAlive(pid)).isTrue();
        Talk.Answer last = old.ask("last");
        assertThat(last.pid()).isEqualTo(pid);
        assertThat(last.generation()).isOne();
      }
      Servers.awaitSettled(server, 3);

      assertThatExceptionOfType(ServerException.class)
          .isThrownBy(() -> server.reload(c -> c.ready(ReloadTest::fail), Talk::answer))
          .withMessageContaining("new workers could not get ready, the old ones stay")
          .withMessageContaining("IllegalStateException: no database");
      assertThatExceptionOfType(ServerException.class)
          .isThrownBy(
              () ->
                  server.reload(
                      c -> c.readyTimeout(ofSeconds(2)).ready(() -> TimeUnit.SECONDS.sleep(1000)),
                      Talk::answer))
          .withMessageContaining("not ready in time: readyTimeout=PT2S");
      Object unsendable = new Object();
      assertThatExceptionOfType(NotSendableException.class)
          .isThrownBy(() -> server.reload(channel -> System.out.println(unsendable)));
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> server.reload(c -> c.mode(ServerMode.REUSE_PORT), Talk::answer));
      load.awaitMore(20);
      assertThat(load.generations()).containsExactlyInAnyOrder(1L, 2L);
      Servers.awaitSettled(server, 3);

      server.reload(c -> c.workers(1).ready(() -> {}), Talk::answer);
      Servers.awaitSettled(server, 1);
      load.awaitMore(20);
      assertThat(load.generations()).hasSize(3);
      assertThat(load.failures()).isEmpty();
      ServerStats stats = server.stats();
      assertThat(stats.reloads()).isEqualTo(2);
      assertThat(stats.rollbacks()).isEqualTo(3);
      assertThat(stats.lost() + stats.restarts() + stats.failed()).isZero();
    }
  }

  private static void fail() {
    throw new IllegalStateException("no database");
  }

  @Test
  void shouldLetConversationsEndWhenItIsClosed() throws Exception {
    ProcessServer server = Servers.open(c -> c.drainLimit(ofSeconds(60)));
    try (server;
        Talk quiet = Talk.to(server);
        Talk busy = Talk.to(server)) {
      quiet.ask("hello");
      busy.ask("hello");
      Thread closer = Thread.ofPlatform().start(server::close);
      Servers.await("it is being closed", () -> !server.isOpen());
      // Both are answered yet: each in its own time.
      assertThat(busy.ask("sleep").line()).isEqualTo("sleep");
      assertThat(busy.ask("last").line()).isEqualTo("last");
      assertThat(quiet.ask("last").line()).isEqualTo("last");
      closer.join();
      assertThat(server.stats().completed()).isEqualTo(2);
      assertThat(server.stats().lost() + server.stats().killed()).isZero();
    }
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> server.reload(Talk::answer))
        .withMessageContaining("the server is closed");
  }

  @Test
  void shouldKillWhoHasNotFinishedInTime() throws Exception {
    ProcessServer server = Servers.open(c -> c.drainLimit(ofSeconds(60)));
    try (Talk endless = Talk.to(server)) {
      endless.ask("hello");
      Thread closer = Thread.ofPlatform().start(server::close);
      Servers.await("it is being closed", () -> !server.isOpen());
      server.stop(ofSeconds(1));
      closer.join();
      assertThatExceptionOfType(IOException.class).isThrownBy(endless::answer);
      assertThat(server.stats().lost()).isOne();
      assertThat(server.stats().killed()).isOne();
    }
  }

  @Test
  void shouldCloseAtOnceIfInterrupted() throws Exception {
    ProcessServer server = Servers.open(c -> c);
    try (Talk endless = Talk.to(server)) {
      endless.ask("hello");
      Thread.currentThread().interrupt();
      server.close();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(server.join(ofSeconds(0))).isTrue();
      assertThat(server.stats().lost()).isOne();
    }
  }
}
