package dev.procession.benchmarks.channel;

import dev.procession.Action;
import dev.procession.benchmarks.harness.Contestant;
import dev.procession.benchmarks.harness.Setting;
import dev.procession.benchmarks.team.Waiters;
import dev.procession.channel.Connection;
import dev.procession.channel.Pipe;
import dev.procession.channel.SharedQueue;
import java.util.ArrayList;
import java.util.List;

/** Threads that wait to read what does not come. */
final class Readers {
  private Readers() {}

  /** One half of each process's threads waits for a queue, each of the others for a pipe. */
  static Contestant open(Waiters waiters, Setting setting) throws Exception {
    SharedQueue<Integer> queue = SharedQueue.create();
    List<Pipe> pipes = new ArrayList<>();
    List<Action> waits = new ArrayList<>();
    for (int i = 0; i < waiters.threadsOfEach(); i++) {
      if (i % 2 == 0) {
        waits.add(queue::take);
      } else {
        Pipe pipe = Pipe.oneWay();
        Connection in = pipe.first();
        pipes.add(pipe);
        waits.add(in::receiveBytes);
      }
    }
    // They sleep long before they are looked at for the first time that counts.
    return waiters.open(waits, () -> close(queue, pipes), () -> true, setting);
  }

  private static void close(SharedQueue<Integer> queue, List<Pipe> pipes) {
    queue.close();
    pipes.forEach(Pipe::close);
  }
}
