package dev.procession.server;

import dev.procession.sync.SharedEvent;
import dev.procession.sync.SharedSemaphore;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one handler: what they have in common.
 *
 * <p>Its life: its workers get ready; when all are, the gate opens and they serve; when they do,
 * workers of older generations leave. If one fails before, none of it has ever served.
 */
final class Generation implements AutoCloseable {
  private final long number;
  private final Program program;
  private final SharedEvent gate;
  private final @Nullable SharedSemaphore limit;
  private final CompletableFuture<@Nullable Void> inPlace = new CompletableFuture<>();

  /** How many workers it is to have; the supervisor's thread's. */
  private int wanted;

  Generation(long number, Program program) {
    this.number = number;
    this.program = program;
    ServerSettings settings = program.settings();
    this.wanted = settings.workers;
    this.gate = SharedEvent.create(settings.name + " gate");
    this.limit = settings.connections == 0 ? null : limit(settings);
  }

  private SharedSemaphore limit(ServerSettings settings) {
    try {
      return SharedSemaphore.create(
          settings.connections, c -> c.name(settings.name + " connections"));
    } catch (RuntimeException | Error e) {
      gate.close();
      throw e;
    }
  }

  long number() {
    return number;
  }

  Program program() {
    return program;
  }

  ServerSettings settings() {
    return program.settings();
  }

  int wanted() {
    return wanted;
  }

  void resize(int workers) {
    wanted = workers;
  }

  SharedEvent gate() {
    return gate;
  }

  @Nullable SharedSemaphore limit() {
    return limit;
  }

  /** Complete when its workers serve and no others accept any more; or with the error. */
  CompletableFuture<@Nullable Void> inPlace() {
    return inPlace;
  }

  @Override
  public void close() {
    gate.close();
    if (limit != null) {
      limit.close();
    }
  }
}
