package dev.procession.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What makes a server go: one kind for workers, one for a process per connection. */
interface Engine {

  /** Complete when the server is over: normally if it was stopped, or with what made it fail. */
  CompletableFuture<@Nullable Void> over();

  /**
   * Puts a program in the place of the present one; the first one too.
   *
   * @return complete when it is in place, or with the error that kept it from that
   */
  CompletableFuture<@Nullable Void> load(Program program);

  void resize(int workers);

  /** Begins to end the server; a second call can only shorten the time. */
  void stop(Duration drain);

  /** The program ends: what is still there is ended by others, and nothing is to be replaced. */
  void abandon();

  ServerStats stats();
}
