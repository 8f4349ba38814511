package dev.procession.channel;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * On which terms a connection is made: what listeners and clients have in common. Immutable.
 *
 * @param key what both sides must know; null for nothing
 * @param legacyDigest whether MD5 will do
 * @param timeout how long it may take until the other side has proved itself
 * @param longest how long a message may be that the other side sends
 * @param tls how to encrypt; null for not at all
 * @param tlsParameters what else to say about that; null for nothing
 */
record Terms(
    byte @Nullable [] key,
    boolean legacyDigest,
    Duration timeout,
    long longest,
    @Nullable SSLContext tls,
    @Nullable SSLParameters tlsParameters) {
  static final Terms STANDARD =
      new Terms(null, false, Duration.ofSeconds(20), Long.MAX_VALUE, null, null);

  Terms withKey(byte @Nullable [] newKey) {
    byte[] copy = newKey == null ? null : newKey.clone();
    return new Terms(copy, legacyDigest, timeout, longest, tls, tlsParameters);
  }

  Terms withLegacyDigest(boolean allowed) {
    return new Terms(key, allowed, timeout, longest, tls, tlsParameters);
  }

  Terms withTimeout(Duration newTimeout) {
    if (newTimeout.isNegative() || newTimeout.isZero()) {
      throw new IllegalArgumentException("not positive: timeout=" + newTimeout);
    }
    return new Terms(key, legacyDigest, newTimeout, longest, tls, tlsParameters);
  }

  Terms withLongest(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative: bytes=" + bytes);
    }
    return new Terms(key, legacyDigest, timeout, bytes, tls, tlsParameters);
  }

  Terms withTls(SSLContext context, @Nullable SSLParameters parameters) {
    return new Terms(key, legacyDigest, timeout, longest, context, parameters);
  }

  /** What encrypts for a listener; null if nothing does. */
  @Nullable SSLEngine listenersEngine() {
    if (tls == null) {
      return null;
    }
    SSLEngine engine = tls.createSSLEngine();
    engine.setUseClientMode(false);
    if (tlsParameters != null) {
      engine.setSSLParameters(tlsParameters);
    }
    return engine;
  }

  /** What encrypts for a client; null if nothing does. */
  @Nullable SSLEngine clientsEngine(SocketAddress to) {
    if (tls == null) {
      return null;
    }
    var address = (InetSocketAddress) to;
    SSLEngine engine = tls.createSSLEngine(address.getHostString(), address.getPort());
    engine.setUseClientMode(true);
    if (tlsParameters == null) {
      SSLParameters parameters = engine.getSSLParameters();
      // The certificate must be that of the host that was asked for, not just any good one.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    } else {
      engine.setSSLParameters(tlsParameters);
    }
    return engine;
  }

  void checkFor(SocketAddress address) {
    if (tls != null && !(address instanceof InetSocketAddress)) {
      throw new IllegalArgumentException(
          "TLS is for TCP: address=" + address + "; nobody can listen in on a Unix-domain socket");
    }
  }
}
