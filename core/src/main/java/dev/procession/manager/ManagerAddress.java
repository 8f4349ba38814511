package dev.procession.manager;

import java.io.Serializable;
import java.net.SocketAddress;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How to get at a manager.
 *
 * @param id which one it is, also after it has been started anew
 * @param socket where it listens
 * @param connectionKey what it asks of who connects
 * @param tls whether connections are encrypted
 * @param durable whether it is started anew when it has died
 * @param allowed which classes may be made of what it sends; null for any
 */
record ManagerAddress(
    UUID id,
    SocketAddress socket,
    byte[] connectionKey,
    boolean tls,
    boolean durable,
    @Nullable AllowList allowed)
    implements Serializable {

  /** The id of a manager that nobody has spoken to yet. */
  static final UUID UNKNOWN = new UUID(0, 0);

  /** The same, as it has introduced itself. */
  ManagerAddress introduced(UUID id, boolean durable) {
    return new ManagerAddress(id, socket, connectionKey, tls, durable, allowed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ManagerAddress address && address.id.equals(id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "manager at " + socket;
  }
}
