package dev.procession.manager;

import java.lang.ref.Reference;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An object of a manager, over a link. Has a lease there for as long as this is reachable.
 *
 * <p>Immutable; used by any thread.
 */
final class LinkedRef implements ObjectRef {
  private final ManagerLink link;
  private final Lease lease;

  /**
   * What is told to the manager about the object.
   *
   * @param object its number
   * @param operations what it can do
   * @param access what may be done with it
   * @param token says so; empty for the one that makes all others
   */
  record Lease(long object, Operations operations, Access access, byte[] token) {
    @Override
    public String toString() {
      return operations.type().getSimpleName() + "#" + Long.toHexString(object);
    }
  }

  LinkedRef(ManagerLink link, Lease lease) {
    this.link = link;
    this.lease = lease;
  }

  ManagerLink link() {
    return link;
  }

  Lease lease() {
    return lease;
  }

  @Override
  public Operations operations() {
    return lease.operations;
  }

  @Override
  public Access access() {
    return lease.access;
  }

  @Override
  public @Nullable Object call(Operation operation, @Nullable Object[] arguments) throws Throwable {
    ReadOnly.check(lease.access, operation, lease);
    try {
      return copy(link.call(lease.object, operation, arguments));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Collections say themselves which of what they get is a copy. */
  private @Nullable Object copy(@Nullable Object result) {
    return BuiltIns.isWrapped(lease.operations.type()) ? result : Copies.ofNullable(result);
  }

  @Override
  public CompletableFuture<@Nullable Object> callAsync(
      Operation operation, @Nullable Object[] arguments) {
    ReadOnly.check(lease.access, operation, lease);
    try {
      // The call holds this until it is answered.
      return link.callAsync(new LaterCall(this, operation, arguments));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public String text() {
    try {
      return link.root().text(lease.object);
    } catch (ManagerDiedException | IllegalStateException gone) {
      return lease + " (" + gone.getMessage() + ")";
    }
  }

  @Override
  public Ticket ticket() {
    try {
      return new Ticket(
          link.address(),
          lease.object,
          lease.operations.type(),
          lease.access,
          lease.token,
          link.transfer(lease.object));
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public ObjectRef readOnly() {
    return Proxies.required(link.root().readOnly(Proxies.of(this)));
  }

  @Override
  public boolean isSameObject(ObjectRef other) {
    return other instanceof LinkedRef another
        && another.lease.object == lease.object
        && another.link.address().equals(link.address());
  }

  @Override
  public int hash() {
    return 31 * link.address().hashCode() + Long.hashCode(lease.object);
  }
}
