package dev.procession.manager;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy is on its way to another process: what leads to the object, and the right to use it.
 *
 * <p>The sender has taken a lease for the way ({@code transfer}), which ends when the receiver has
 * taken its own; so the object is there also if the sender has dropped its proxy meanwhile, or is
 * dead.
 */
final class Ticket implements InvocationHandler, Serializable {
  private static final long serialVersionUID = 1;

  private final ManagerAddress manager;
  private final long object;
  private final Class<?> type;
  private final Access access;
  private final byte[] token;
  private final long transfer;

  Ticket(
      ManagerAddress manager,
      long object,
      Class<?> type,
      Access access,
      byte[] token,
      long transfer) {
    this.manager = manager;
    this.object = object;
    this.type = type;
    this.access = access;
    this.token = token;
    this.transfer = transfer;
  }

  /** Whose object it is. */
  ManagerAddress manager() {
    return manager;
  }

  /** Its number. */
  long object() {
    return object;
  }

  /** The interface. */
  Class<?> type() {
    return type;
  }

  /** What may be done with it. */
  Access access() {
    return access;
  }

  /** Says that this is so. */
  byte[] token() {
    return token;
  }

  /** The lease; 0 for none. */
  long transfer() {
    return transfer;
  }

  /**
   * Finds the object: in this process if it is the manager and is reading what a client has sent;
   * else over a link.
   *
   * @return what proxies have inside
   * @throws InvalidObjectException if it is not there
   */
  private Object readResolve() throws InvalidObjectException {
    ManagerServer here = ManagerServer.reading();
    if (here != null && !here.is(manager) && here.servesNetwork()) {
      // Who asks for it chooses where this process would connect to.
      throw new InvalidObjectException(
          "a manager that is reached over a network takes no proxies of other managers: " + this);
    }
    return new CoreHandler(
        here != null && here.is(manager) ? here.redeem(this) : ManagerLink.follow(this));
  }

  /** A ticket is the handler of a proxy only until it has been read. */
  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
    throw new IllegalStateException("not read completely: " + this);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return type.getSimpleName() + "#" + Long.toHexString(object) + " of the " + manager;
  }
}
