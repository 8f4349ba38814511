package dev.procession.server;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a server does: exactly one of the two is there.
 *
 * @param handler handles single connections
 * @param whole serves the listening socket
 */
record Service(@Nullable ConnectionHandler handler, @Nullable ListenerHandler whole)
    implements Serializable {

  static Service of(ConnectionHandler handler) {
    return new Service(Objects.requireNonNull(handler, "handler"), null);
  }

  static Service of(ListenerHandler whole) {
    return new Service(null, Objects.requireNonNull(whole, "handler"));
  }
}
