package dev.procession.channel;

import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * How a client is to connect. Immutable: each method returns a copy with one setting changed.
 *
 * {@snippet lang="java" :
 * var connection = Client.connect(address, c -> c.key(secret).timeout(Duration.ofSeconds(2)));
 * }
 */
public final class ClientConfig {
  private static final ClientConfig STANDARD = new ClientConfig(Terms.STANDARD);

  private final Terms terms;

  private ClientConfig(Terms terms) {
    this.terms = terms;
  }

  static ClientConfig standard() {
    return STANDARD;
  }

  /**
   * What the listener must know, and this side proves that it knows. None at first. It never
   * crosses the wire.
   *
   * <p>Python: {@code authkey}.
   *
   * @param key any bytes; also none at all
   * @return a copy with this key
   * @throws NullPointerException if {@code key} is null
   */
  public ClientConfig key(byte[] key) {
    return new ClientConfig(terms.withKey(Objects.requireNonNull(key, "key")));
  }

  /**
   * Whether the two sides may prove that they know the key by MD5, as a listener of CPython 3.11 or
   * earlier wants. Not at first.
   *
   * @param allowed true if MD5 will do
   * @return a copy with this setting
   */
  public ClientConfig legacyDigest(boolean allowed) {
    return new ClientConfig(terms.withLegacyDigest(allowed));
  }

  /**
   * How long it may take until the connection is there and both sides have proved themselves. 20
   * seconds at first.
   *
   * @param timeout how long; more than 292 years are for ever
   * @return a copy with this limit
   * @throws IllegalArgumentException if {@code timeout} is not positive
   */
  public ClientConfig timeout(Duration timeout) {
    return new ClientConfig(terms.withTimeout(timeout));
  }

  /**
   * How long a message may be that the listener sends; one that sends a longer message is not
   * listened to any more. At first as long as memory lasts, which is taken only as the bytes
   * arrive.
   *
   * @param bytes the length in bytes
   * @return a copy with this limit
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public ClientConfig maxMessageLength(long bytes) {
    return new ClientConfig(terms.withLongest(bytes));
  }

  /**
   * Has a TCP connection encrypted, by TLS. The listener's certificate must be trusted and be that
   * of the host connected to. Not at first.
   *
   * @param context says which certificates are trusted, and has the client's own if it needs one
   * @return a copy with this setting
   * @throws NullPointerException if {@code context} is null
   */
  public ClientConfig tls(SSLContext context) {
    return new ClientConfig(terms.withTls(Objects.requireNonNull(context, "context"), null));
  }

  /**
   * The same with parameters, which also say whether the certificate must be that of the host: by
   * {@link SSLParameters#setEndpointIdentificationAlgorithm}.
   *
   * @param context says which certificates are trusted, and has the client's own if it needs one
   * @param parameters must not be changed afterwards
   * @return a copy with this setting
   * @throws NullPointerException if an argument is null
   */
  public ClientConfig tls(SSLContext context, SSLParameters parameters) {
    return new ClientConfig(
        terms.withTls(
            Objects.requireNonNull(context, "context"),
            Objects.requireNonNull(parameters, "parameters")));
  }

  Terms terms() {
    return terms;
  }
}
