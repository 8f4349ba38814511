package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A call of a served object, without any wire. */
final class TestCall extends Call {
  private static final long DEADLINE_SECONDS = 20;

  private final Caller caller;
  private final CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
  private final List<Delivery> deliveries = new ArrayList<>();
  private volatile @Nullable Waiting waiting;

  private TestCall(Caller caller) {
    this.caller = caller;
  }

  /** Calls; returns when the call is answered or waits. */
  static TestCall of(Client client, long thread, Callable<?> body) {
    var call = new TestCall(new Caller(client, thread));
    Call before = enter(call);
    try {
      Object value = body.call();
      if (!call.isSuspended()) {
        call.done(value);
      }
    } catch (Exception e) {
      call.failed(e);
    } finally {
      leave(before);
    }
    return call;
  }

  @Override
  Caller caller() {
    return caller;
  }

  @Override
  void suspend(Waiting place) {
    super.suspend(place);
    waiting = place;
  }

  @Override
  void done(@Nullable Object value) {
    assertThat(answer.complete(value)).as("answered once").isTrue();
  }

  @Override
  void failed(Throwable error) {
    assertThat(answer.completeExceptionally(error)).as("answered once").isTrue();
  }

  @Override
  synchronized void takes(Delivery delivery) {
    deliveries.add(delivery);
  }

  boolean isAnswered() {
    return answer.isDone();
  }

  /** As the caller's interrupt does. */
  void cancel() {
    Waiting place = waiting;
    if (place != null) {
      place.cancel();
    }
  }

  /** As if the answer could not be given to the caller. */
  synchronized void undo() {
    deliveries.forEach(Delivery::undo);
    deliveries.clear();
  }

  /** The answer, which comes soon. */
  @Nullable Object result() throws Exception {
    try {
      return answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new AssertionError(e);
      }
    }
  }

  /** The answer has reached the caller. */
  private synchronized void arrived() {
    deliveries.forEach(delivery -> delivery.arrived(0));
    deliveries.clear();
  }

  /** The answer, whenever it comes, as its caller gets it; an interrupt takes the call back. */
  @Nullable Object await() throws Throwable {
    while (true) {
      try {
        Object value = answer.get();
        arrived();
        return value;
      } catch (ExecutionException e) {
        throw e.getCause();
      } catch (InterruptedException e) {
        cancel();
      }
    }
  }
}
