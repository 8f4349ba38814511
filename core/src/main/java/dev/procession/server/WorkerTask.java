package dev.procession.server;

import dev.procession.Action;
import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedSemaphore;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The life of a worker, in its process: get ready, wait until the others are, accept until told to
 * stop, finish what there is, end. See {@link WorkerState}.
 *
 * <p>The main thread does that. A second one, the clock, gives signs of life, looks for handlers
 * that take too long, and waits for the word to stop. If the supervisor dies, this process is
 * killed like every child.
 *
 * @param service the user's code
 * @param ready to be run before the first connection
 * @param listener the socket that all workers share; null to make one of one's own
 * @param options the settings
 * @param board the memory shared with the supervisor
 * @param bell wakes the supervisor, so that it looks at the board
 * @param gate open as soon as all workers of this generation are ready
 * @param stop set when this worker is to stop
 * @param limit places for connections of all workers; null for no limit
 */
record WorkerTask(
    Service service,
    @Nullable Action ready,
    @Nullable ServerSocketChannel listener,
    WorkerOptions options,
    WorkerBoard board,
    SharedSemaphore bell,
    SharedEvent gate,
    SharedEvent stop,
    @Nullable SharedSemaphore limit)
    implements Action {

  @Override
  public void perform() throws Exception {
    var worker = new ServerWorker(options.name(), options.generation(), stop, new Board());
    worker.enter();
    try {
      if (ready != null) {
        ready.perform();
      }
      reach(WorkerState.READY);
      gate.await();
      try (ServerSocketChannel socket = listener == null ? listen() : listener) {
        if (service.handler() != null) {
          handle(socket, service.handler());
        } else {
          serve(socket, worker);
        }
      }
    } catch (Exception | Error e) {
      board.lastWords(e);
      throw e;
    }
  }

  /** A socket of this worker's own, on the port that its server has reserved. */
  private ServerSocketChannel listen() throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      return socket.bind(options.address(), options.backlog());
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void reach(WorkerState state) {
    board.state(state);
    bell.release();
  }

  /** Tells the supervisor that this worker wants to be replaced. */
  private void wish() {
    if (board.wishToLeave()) {
      bell.release();
    }
  }

  // ---- one connection at a time -----------------------------------------------------------------

  private void handle(ServerSocketChannel socket, ConnectionHandler handler) throws Exception {
    var places = new Places(options.connections(), limit);
    var threads = new HandlerThreads(handler, board, options, places::give, this::wish);
    var loop = new AcceptLoop(socket, options.backlog(), places, threads::begin);
    startClock(() -> look(threads), () -> loop.stop(board.isToDrain()));
    reach(WorkerState.SERVING);
    loop.run();
    // Nothing is accepted any more, and the socket is closed before the last connection ends.
    socket.close();
    reach(WorkerState.DRAINING);
    threads.awaitNone();
  }

  private void look(HandlerThreads threads) {
    if (threads.look() && board.stuck()) {
      bell.release();
    }
  }

  // ---- the whole socket -------------------------------------------------------------------------

  private void serve(ServerSocketChannel socket, ServerWorker worker) throws Exception {
    startClock(
        () -> {},
        () -> {
          close(socket);
          reach(WorkerState.DRAINING);
        });
    reach(WorkerState.SERVING);
    try {
      java.util.Objects.requireNonNull(service.whole()).serve(socket, worker);
    } catch (ClosedChannelException e) {
      if (!stop.isSet()) {
        throw e;
      }
    }
    if (!stop.isSet()) {
      throw new IllegalStateException(
          "the handler of the listener has returned, though the worker was not to stop: name="
              + options.name());
    }
  }

  private static void close(ServerSocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What the worker tells goes to the board. */
  private final class Board implements ServerWorker.Signs {
    @Override
    public void opened() {
      long number = board.accepted();
      if (options.recycleAfter() > 0 && number >= options.recycleAfter()) {
        wish();
      }
    }

    @Override
    public void closed(boolean well) {
      board.ended(well);
    }

    @Override
    public void beat() {
      HandlerThreads.beat();
    }
  }

  // ---- the clock --------------------------------------------------------------------------------

  private void startClock(Runnable look, Runnable onStop) {
    Thread.ofPlatform().daemon().name("procession-clock").start(() -> runClock(look, onStop));
  }

  private void runClock(Runnable look, Runnable onStop) {
    Duration tick = Duration.ofNanos(options.tick());
    try {
      boolean told = false;
      while (true) {
        board.beat();
        look.run();
        measure();
        if (told) {
          Thread.sleep(tick);
        } else if (stop.await(tick)) {
          told = true;
          onStop.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void measure() {
    long resident = ResidentMemory.bytes();
    board.memory(resident);
    if (options.recycleAbove() > 0 && resident > options.recycleAbove()) {
      wish();
    }
  }
}
