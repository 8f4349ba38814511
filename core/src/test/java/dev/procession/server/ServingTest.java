package dev.procession.server;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers that accept: who gets what, what is counted, what becomes of those that misbehave. */
@ExtendWith({LeakCheck.class, Servers.class})
class ServingTest {

  @ParameterizedTest
  @EnumSource(names = {"PREFORK", "REUSE_PORT"})
  void shouldSpreadConnectionsAndCountThemExactly(ServerMode mode) throws Exception {
    ServerStats end;
    ProcessServer server = Servers.open(c -> c.mode(mode));
    try (server) {
      Set<Long> pids = new HashSet<>();
      int asked = 0;
      // More than enough for both to get some, unless one gets none.
      while (asked < 20 || (pids.size() < 2 && asked < 2000)) {
        pids.add(Talk.once(server, "hello " + asked++).pid());
      }
      assertThat(pids).hasSameElementsAs(server.stats().servingPids()).hasSize(2);

      // A client that resets its connection, in the middle or at once, and a handler that fails.
      try (Talk bystander = Talk.to(server)) {
        assertThat(bystander.ask("still").line()).isEqualTo("still");
        Talk rude = Talk.to(server);
        rude.send("sleep");
        rude.reset();
        Talk.to(server).reset();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> Talk.once(server, "fail"));
        assertThat(bystander.ask("here").line()).isEqualTo("here");
      }
      Servers.awaitIdle(server);
      ServerStats stats = server.stats();
      // The one that was reset at once may never have been accepted.
      assertThat(stats.accepted()).isBetween(asked + 3L, asked + 4L);
      assertThat(stats.completed() + stats.failed()).isEqualTo(stats.accepted());
      assertThat(stats.failed()).isBetween(2L, 3L);
      assertThat(stats.lost() + stats.restarts() + stats.killed()).isZero();
      assertThat(server.stats().servingPids()).hasSameElementsAs(pids);
      end = stats;
    }
    assertThat(server.stats().accepted()).isEqualTo(end.accepted());
    assertThat(server.stats().workers()).isEmpty();
    assertThat(server.isOpen()).isFalse();
    assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> Talk.to(server));
    try (var again = ServerSocketChannel.open()) {
      again.bind(server.address());
    }
  }

  @Test
  void shouldLoseNoConnectionsButThoseOfAKilledWorker() throws Exception {
    try (ProcessServer server = Servers.open(c -> c)) {
      List<Talk> talks = new ArrayList<>();
      List<Long> pids = new ArrayList<>();
      try (var load = new Load(server, 2)) {
        while (Set.copyOf(pids).size() < 2) {
          Talk talk = Talk.to(server);
          talks.add(talk);
          pids.add(talk.ask("who").pid());
        }
        load.awaitMore(20);
        long victim = pids.getLast();
        ProcessHandle.of(victim).orElseThrow().destroyForcibly();
        Servers.await("it is replaced", () -> server.stats().restarts() == 1);
        Servers.awaitServing(server, 2);
        load.awaitMore(20);
        for (int i = 0; i < talks.size(); i++) {
          Talk talk = talks.get(i);
          if (pids.get(i) == victim) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> talk.ask("dead?"));
          } else {
            assertThat(talk.ask("alive?").pid()).isEqualTo(pids.get(i));
          }
        }
        // The load may have lost what the victim had in hand just then: one for each client.
        assertThat(load.failures()).hasSizeLessThanOrEqualTo(2);
        long held = pids.stream().filter(pid -> pid == victim).count();
        // And what its clients had left just before, for the next connection.
        assertThat(server.stats().lost()).isBetween(held, held + 4);
        assertThat(server.stats().servingPids()).doesNotContain(victim);
      } finally {
        for (Talk talk : talks) {
          talk.close();
        }
      }
    }
  }

  @Test
  void shouldResizeAndRecycleWithoutAFailedRequest() throws Exception {
    try (ProcessServer server = Servers.open(c -> c.recycleAfter(200).jitter(0.5));
        var load = new Load(server, 2)) {
      server.resize(3);
      Servers.awaitServing(server, 3);
      server.resize(1);
      Servers.awaitSettled(server, 1);
      Servers.await("workers are recycled", () -> server.stats().recycled() >= 2);
      load.awaitMore(10);
      assertThat(load.failures()).isEmpty();
      assertThat(load.pids()).hasSizeGreaterThanOrEqualTo(2);
      ServerStats stats = server.stats();
      assertThat(stats.restarts() + stats.lost() + stats.killed()).isZero();
    }
  }

  @Test
  void shouldRecycleAWorkerThatGrows() throws Exception {
    // Whatever a JVM has is more than that.
    try (ProcessServer server =
        Servers.open(c -> c.workers(1).recycleAbove(1 << 20).heartbeat(ofSeconds(20)))) {
      Servers.await("it is replaced", () -> server.stats().recycled() >= 1);
      assertThat(Talk.once(server, "who").line()).isEqualTo("who");
      assertThat(server.stats().restarts()).isZero();
    }
  }

  @Test
  void shouldEndHandlersThatTakeTooLongAndKillTheWorkerThatIsStuck() throws Exception {
    try (ProcessServer server =
        Servers.open(c -> c.handlerLimit(ofSeconds(1)).killGrace(ofMillis(500)))) {
      try (Talk slow = Talk.to(server);
          Talk busy = Talk.to(server)) {
        slow.sendPart("begins and goes on and on");
        // Longer than the limit, but it tells that it gets on.
        assertThat(busy.ask("work").line()).isEqualTo("work");
        assertThatExceptionOfType(IOException.class).isThrownBy(slow::answer);
        assertThat(server.stats().killed()).isZero();
        Servers.await("it is counted", () -> server.stats().failed() == 1);
      }
      try (Talk stuck = Talk.to(server)) {
        stuck.send("hang");
        assertThatExceptionOfType(IOException.class).isThrownBy(stuck::answer);
      }
      Servers.await("its worker is killed", () -> server.stats().killed() == 1);
      Servers.awaitSettled(server, 2);
      assertThat(server.stats().restarts()).isOne();
      assertThat(Talk.once(server, "well?").line()).isEqualTo("well?");
    }
  }

  @Test
  void shouldReplaceAWorkerThatIsFrozen() throws Exception {
    try (ProcessServer server = Servers.open(c -> c.heartbeat(ofSeconds(4)))) {
      long frozen = server.stats().servingPids().getFirst();
      Servers.freeze(frozen);
      // The other one answers all the while.
      for (int i = 0; i < 20; i++) {
        assertThat(Talk.once(server, "who").pid()).isNotEqualTo(frozen);
      }
      Servers.await("it is killed", () -> server.stats().killed() == 1);
      Servers.awaitSettled(server, 2);
      assertThat(server.stats().servingPids()).doesNotContain(frozen);
    }
  }

  @Test
  void shouldKeepToItsLimitsUnderAThousandHalfOpenConnections() throws Exception {
    List<Talk> open = new ArrayList<>();
    try (ProcessServer server =
        Servers.open(
            c ->
                c.connections(150)
                    .connectionsPerWorker(100)
                    .handlerLimit(ofMillis(500))
                    .killGrace(ofSeconds(20)))) {
      for (int i = 0; i < 1000; i++) {
        Talk talk = Talk.to(server);
        open.add(talk);
        if (i % 2 == 0) {
          talk.sendPart("half a li");
        }
      }
      Servers.await("all places are taken", () -> server.stats().active() == 150);
      assertThat(server.stats().workers()).allMatch(worker -> worker.active() <= 100);
      // It has to wait for its turn, and gets it.
      assertThat(Talk.once(server, "and me?").line()).isEqualTo("and me?");
      assertThat(server.stats().active()).isLessThanOrEqualTo(150);
      assertThat(server.stats().restarts() + server.stats().killed()).isZero();
    } finally {
      for (Talk talk : open) {
        talk.close();
      }
    }
  }

  @Test
  void shouldGiveUpWhenWorkersDieTooOften() throws Exception {
    ProcessServer server = Servers.open(c -> c.restarts(2, ofMinutes(5)));
    InetSocketAddress address = (InetSocketAddress) server.address();
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> Talk.once(server, "die"));
    }
    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(server::join)
        .withMessageContaining("workers die too often: server=server, allowed=2 in PT5M")
        .withMessageContaining("exit code 3");
    assertThat(server.isOpen()).isFalse();
    assertThat(server.stats().restarts()).isEqualTo(3);
    assertThatExceptionOfType(ServerException.class).isThrownBy(() -> server.resize(3));
    assertThatExceptionOfType(ServerException.class).isThrownBy(() -> server.reload(Talk::answer));
    assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> Talk.to(address));
    server.close();
  }

  @Test
  void shouldLetWorkersServeTheSocketThemselves() throws Exception {
    try (ProcessServer server =
        ProcessServer.open(
            Servers.anyPort(),
            c -> c.workers(2),
            (listener, worker) -> {
              while (true) {
                try (var connection = listener.accept()) {
                  worker.opened();
                  Talk.answer(connection);
                  worker.closed(true);
                }
              }
            })) {
      for (int i = 0; i < 10; i++) {
        assertThat(Talk.once(server, "hello").generation()).isOne();
      }
      Servers.await("all are counted", () -> server.stats().completed() == 10);
      server.reload(c -> c.workers(1), Talk::answer);
      Servers.awaitSettled(server, 1);
      assertThat(Talk.once(server, "hello").generation()).isEqualTo(2);
      assertThat(server.stats().restarts()).isZero();
      // The handler returns, though it was not told to.
      server.reload(c -> c.restarts(0, ofSeconds(60)), (listener, worker) -> {});
      assertThatExceptionOfType(ServerException.class)
          .isThrownBy(server::join)
          .withMessageContaining("has returned, though the worker was not to stop");
    }
  }
}
