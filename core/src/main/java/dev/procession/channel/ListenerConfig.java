package dev.procession.channel;

import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * How a listener is to behave. Immutable: each method returns a copy with one setting changed.
 *
 * {@snippet lang="java" :
 * var listener = Listener.open(address, c -> c.key(secret).maxMessageLength(1 << 20));
 * }
 */
public final class ListenerConfig {
  private static final ListenerConfig STANDARD =
      new ListenerConfig(Terms.STANDARD, 128, 256, false);

  private final Terms terms;
  private final int backlog;
  private final int halfOpen;
  private final boolean anyone;

  private ListenerConfig(Terms terms, int backlog, int halfOpen, boolean anyone) {
    this.terms = terms;
    this.backlog = backlog;
    this.halfOpen = halfOpen;
    this.anyone = anyone;
  }

  static ListenerConfig standard() {
    return STANDARD;
  }

  private ListenerConfig with(Terms newTerms) {
    return new ListenerConfig(newTerms, backlog, halfOpen, anyone);
  }

  /**
   * What a client must know, and prove that it knows; the listener proves it to the client too.
   * None at first. It never crosses the wire.
   *
   * <p>Python: {@code authkey}.
   *
   * @param key any bytes; also none at all, which is a key that everybody guesses
   * @return a copy with this key
   * @throws NullPointerException if {@code key} is null
   */
  public ListenerConfig key(byte[] key) {
    return with(terms.withKey(Objects.requireNonNull(key, "key")));
  }

  /**
   * Whether a client may prove that it knows the key by MD5, as CPython 3.11 and earlier do. Not at
   * first. CPython 3.12 and later, like this library, use SHA-256 with each other in either case.
   *
   * @param allowed true if MD5 will do
   * @return a copy with this setting
   */
  public ListenerConfig legacyDigest(boolean allowed) {
    return with(terms.withLegacyDigest(allowed));
  }

  /**
   * How long a client may take to prove itself, all in all; then it is dropped. 20 seconds at
   * first.
   *
   * @param timeout how long; more than 292 years are for ever
   * @return a copy with this limit
   * @throws IllegalArgumentException if {@code timeout} is not positive
   */
  public ListenerConfig handshakeTimeout(Duration timeout) {
    return with(terms.withTimeout(timeout));
  }

  /**
   * How long a message may be that a client sends; one that sends a longer message is not listened
   * to any more. At first as long as memory lasts, which is taken only as the bytes arrive.
   *
   * @param bytes the length in bytes
   * @return a copy with this limit
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public ListenerConfig maxMessageLength(long bytes) {
    return with(terms.withLongest(bytes));
  }

  /**
   * Has TCP connections encrypted, by TLS; the key is asked for inside. Not at first.
   *
   * @param context has the listener's certificate
   * @return a copy with this setting
   * @throws NullPointerException if {@code context} is null
   */
  public ListenerConfig tls(SSLContext context) {
    return with(terms.withTls(Objects.requireNonNull(context, "context"), null));
  }

  /**
   * The same with parameters, such as {@link SSLParameters#setNeedClientAuth} for clients that need
   * a certificate too.
   *
   * @param context has the listener's certificate
   * @param parameters must not be changed afterwards
   * @return a copy with this setting
   * @throws NullPointerException if an argument is null
   */
  public ListenerConfig tls(SSLContext context, SSLParameters parameters) {
    return with(
        terms.withTls(
            Objects.requireNonNull(context, "context"),
            Objects.requireNonNull(parameters, "parameters")));
  }

  /**
   * How many connections may wait for {@link Listener#accept()} before no more are made. 128 at
   * first.
   *
   * <p>Python: {@code backlog}, 1 at first.
   *
   * @param connections how many; at least 1
   * @return a copy with this limit
   * @throws IllegalArgumentException if {@code connections} is not positive
   */
  public ListenerConfig backlog(int connections) {
    return new ListenerConfig(terms, positive("connections", connections), halfOpen, anyone);
  }

  /**
   * How many clients may be about to prove themselves at the same time; when there are more, the
   * one that takes longest is dropped. 256 at first.
   *
   * @param clients how many; at least 1
   * @return a copy with this limit
   * @throws IllegalArgumentException if {@code clients} is not positive
   */
  public ListenerConfig maxHalfOpen(int clients) {
    return new ListenerConfig(terms, backlog, positive("clients", clients), anyone);
  }

  /**
   * Whether anybody in the network may connect without proving anything. Not at first: without a
   * key, and without a certificate of the client's, a listener can be opened only where other
   * machines do not reach it.
   *
   * @param allowed true if that is meant
   * @return a copy with this setting
   */
  public ListenerConfig openToAnyone(boolean allowed) {
    return new ListenerConfig(terms, backlog, halfOpen, allowed);
  }

  private static int positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException("not positive: " + name + "=" + value);
    }
    return value;
  }

  Terms terms() {
    return terms;
  }

  int backlog() {
    return backlog;
  }

  int halfOpen() {
    return halfOpen;
  }

  /** Whether everybody who connects is welcome, or nobody unknown is. */
  boolean isSafe() {
    SSLParameters parameters = terms.tlsParameters();
    return anyone || terms.key() != null || parameters != null && parameters.getNeedClientAuth();
  }
}
