package dev.procession.manager;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A call that an object of a manager makes to another one. */
final class LocalCall extends Call {
  private final Caller caller;
  private final CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();

  /** Written with the guard's lock held, by the thread that then waits for the answer. */
  private @Nullable Waiting waiting;

  private LocalCall(Caller caller) {
    this.caller = caller;
  }

  /** Calls, and waits for the answer. */
  static @Nullable Object run(
      Client client, Served object, Operation operation, @Nullable Object[] arguments)
      throws Throwable {
    var call = new LocalCall(new Caller(client, Thread.currentThread().threadId()));
    Call before = enter(call);
    try {
      Object result = operation.run(object.servant(), arguments);
      return call.isSuspended() ? call.await(operation.interruptible()) : result;
    } finally {
      leave(before);
    }
  }

  /** Ends with the answer; an interrupt, if it is expected, has the call taken back. */
  private @Nullable Object await(boolean interruptible) throws Throwable {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get();
        } catch (ExecutionException e) {
          if (interrupted && e.getCause() instanceof InterruptedException) {
            interrupted = false;
          }
          throw e.getCause();
        } catch (InterruptedException e) {
          interrupted = true;
          if (interruptible && waiting != null) {
            waiting.cancel();
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  Caller caller() {
    return caller;
  }

  @Override
  void suspend(Waiting waiting) {
    super.suspend(waiting);
    this.waiting = waiting;
  }

  @Override
  void done(@Nullable Object value) {
    answer.complete(value);
  }

  @Override
  void failed(Throwable error) {
    answer.completeExceptionally(error);
  }

  @Override
  void takes(Delivery delivery) {
    // Who is called from here gets every answer.
    delivery.arrived(0);
  }
}
