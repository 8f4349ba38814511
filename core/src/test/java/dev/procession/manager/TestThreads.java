package dev.procession.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that must end, and without an error. */
final class TestThreads implements AutoCloseable {
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> all = new ArrayList<>();

  Future<?> start(TestClient.Body body) {
    Future<?> future =
        executor.submit(
            () -> {
              body.run();
              return null;
            });
    all.add(future);
    return future;
  }

  /** Waits for all that have been started. */
  void join() throws Exception {
    for (Future<?> future : all) {
      future.get(30, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    executor.close();
  }
}
