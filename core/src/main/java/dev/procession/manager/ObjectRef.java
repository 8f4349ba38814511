package dev.procession.manager;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How this process gets at an object of a manager: over a link, or because it is here. */
interface ObjectRef {
  /** What the object can do. */
  Operations operations();

  /** What may be done with it. */
  Access access();

  /** Calls a method and waits for the answer. */
  @Nullable Object call(Operation operation, @Nullable Object[] arguments) throws Throwable;

  /** Calls a method; the future gets the answer. */
  CompletableFuture<@Nullable Object> callAsync(Operation operation, @Nullable Object[] arguments);

  /** What the object's {@code toString} says. */
  String text();

  /** What leads to the object from another process. */
  Ticket ticket();

  /** The same object, with less to be done with it. */
  ObjectRef readOnly();

  /** Whether another one leads to the same object. */
  boolean isSameObject(ObjectRef other);

  /** The same for all that lead to the same object. */
  int hash();
}
