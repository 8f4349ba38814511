package dev.procession.manager;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An object that is in this process, as other objects of the same manager have it. Holds the
 * object. Calls are made directly, and what they take and return is not copied.
 */
final class ServedRef implements ObjectRef {
  private final ManagerServer server;
  private final Served object;
  private final Access access;

  ServedRef(ManagerServer server, Served object, Access access) {
    this.server = server;
    this.object = object;
    this.access = access;
  }

  Served object() {
    return object;
  }

  @Override
  public Operations operations() {
    return object.operations();
  }

  @Override
  public Access access() {
    return access;
  }

  @Override
  public @Nullable Object call(Operation operation, @Nullable Object[] arguments) throws Throwable {
    ReadOnly.check(access, operation, object);
    return LocalCall.run(server, object, operation, arguments);
  }

  @Override
  public CompletableFuture<@Nullable Object> callAsync(
      Operation operation, @Nullable Object[] arguments) {
    try {
      return CompletableFuture.completedFuture(call(operation, arguments));
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public String text() {
    return object.servant().toString();
  }

  @Override
  public Ticket ticket() {
    return server.ticket(object, access);
  }

  @Override
  public ObjectRef readOnly() {
    return new ServedRef(server, object, Access.READ);
  }

  @Override
  public boolean isSameObject(ObjectRef other) {
    return other instanceof ServedRef another && another.object == object;
  }

  @Override
  public int hash() {
    return Long.hashCode(object.id());
  }
}
