package dev.procession.benchmarks.sync;

import dev.procession.Action;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Local;
import dev.procession.benchmarks.team.Partner;
import dev.procession.sync.SharedEvent;

/** How Procession lets processes wait for one another. */
final class PingPong {
  private PingPong() {}

  static Contestant event() {
    SharedEvent ping = SharedEvent.create();
    SharedEvent pong = SharedEvent.create();
    return with(
        1,
        () -> {
          ping.await();
          ping.clear();
          pong.set();
        },
        () -> {
          ping.set();
          pong.await();
          pong.clear();
        },
        () -> {
          ping.close();
          pong.close();
        });
  }

  private interface Step {
    void take() throws Exception;
  }

  private static Contestant with(int partners, Action theirs, Step ours, AutoCloseable resource) {
    Partner partner = new Partner(partners, theirs);
    return Local.of(
        () -> {
          try (resource) {
            partner.close();
          }
        },
        ignored -> {
          long start = System.nanoTime();
          ours.take();
          return Local.since(start);
        });
  }
}
