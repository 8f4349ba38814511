package dev.procession.manager;

import dev.procession.Action;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a manager is to be.
 *
 * @param id which one it is, unless its journal says otherwise
 * @param socket where to listen; null for a Unix-domain socket in a folder of its own
 * @param key the key
 * @param types the program's own types, and what makes them
 * @param allowed which classes may be made of what clients send; null for any
 * @param journal the file that changes are written to; null for none
 * @param initializer is run first; null for nothing
 */
record ServerPlan(
    UUID id,
    @Nullable SocketAddress socket,
    byte[] key,
    Map<Class<?>, Serializable> types,
    @Nullable AllowList allowed,
    @Nullable String journal,
    @Nullable Action initializer)
    implements Serializable {

  Peer.Host host(UUID id, SocketAddress socket) {
    return new Peer.Host(id, isDurable(), key, !(socket instanceof InetSocketAddress), allowed);
  }

  /** How to get at the manager, which listens there. */
  ManagerAddress address(UUID id, SocketAddress socket, boolean tls) {
    return new ManagerAddress(id, socket, Secrets.connectionKey(key), tls, isDurable(), allowed);
  }

  boolean isDurable() {
    return journal != null;
  }

  /** The same, listening there. */
  ServerPlan at(SocketAddress socket) {
    return new ServerPlan(id, socket, key, types, allowed, journal, initializer);
  }
}
