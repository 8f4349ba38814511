package dev.procession.manager;

import java.io.Serializable;
import java.net.SocketAddress;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How to get at a manager. */
final class ManagerAddress implements Serializable {
  /** The id of a manager that nobody has spoken to yet. */
  static final UUID UNKNOWN = new UUID(0, 0);

  private static final long serialVersionUID = 1;

  private final UUID id;
  private final SocketAddress socket;
  private final byte[] connectionKey;
  private final boolean tls;
  private final boolean durable;
  private final @Nullable AllowList allowed;

  ManagerAddress(
      UUID id,
      SocketAddress socket,
      byte[] connectionKey,
      boolean tls,
      boolean durable,
      @Nullable AllowList allowed) {
    this.id = id;
    this.socket = socket;
    this.connectionKey = connectionKey;
    this.tls = tls;
    this.durable = durable;
    this.allowed = allowed;
  }

  /** Which one it is, also after it has been started anew. */
  UUID id() {
    return id;
  }

  /** Where it listens. */
  SocketAddress socket() {
    return socket;
  }

  /** What it asks of who connects. */
  byte[] connectionKey() {
    return connectionKey;
  }

  /** Whether connections are encrypted. */
  boolean tls() {
    return tls;
  }

  /** Whether it is started anew when it has died. */
  boolean durable() {
    return durable;
  }

  /** Which classes may be made of what it sends; null for any. */
  @Nullable AllowList allowed() {
    return allowed;
  }

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
