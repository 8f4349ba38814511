package dev.procession.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask and ask, each question on a connection of its own or several on one. */
final class Load implements AutoCloseable {
  private final ProcessServer server;
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
  private final Set<Long> pids = ConcurrentHashMap.newKeySet();
  private final Set<Long> generations = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  Load(ProcessServer server, int count) {
    this.server = server;
    for (int i = 0; i < count; i++) {
      clients.add(Thread.ofPlatform().name("client-" + i).start(this::askAndAsk));
    }
  }

  private void askAndAsk() {
    for (int i = 0; !over; i++) {
      try {
        Talk.Answer answer = Talk.once(server, "question " + i);
        if (!answer.line().equals("question " + i)) {
          throw new IOException("wrong answer: " + answer + " to question " + i);
        }
        pids.add(answer.pid());
        generations.add(answer.generation());
        answered.incrementAndGet();
      } catch (IOException e) {
        failures.add(e);
      }
    }
  }

  int answered() {
    return answered.get();
  }

  /** Of questions that were not answered, or wrongly. */
  List<Exception> failures() {
    return List.copyOf(failures);
  }

  /** Of the workers that have answered. */
  Set<Long> pids() {
    return pids;
  }

  Set<Long> generations() {
    return generations;
  }

  /** Waits until so many more have been answered. */
  void awaitMore(int count) {
    int until = answered() + count;
    Servers.await(count + " more answers", () -> answered() >= until);
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    for (Thread client : clients) {
      client.join();
    }
  }
}
