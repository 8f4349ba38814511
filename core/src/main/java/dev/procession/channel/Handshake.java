package dev.procession.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.procession.internal.shm.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * How two sides prove to each other that they know the key, without telling it; the same as with
 * CPython, in the form of 3.12 and later:
 *
 * <pre>
 *   listener                                client
 *   #CHALLENGE#{sha256}, 40 random bytes ──►
 *                                        ◄── {sha256}, HMAC of what follows #CHALLENGE#
 *   #WELCOME# or #FAILURE#               ──►
 *                     the same with the sides exchanged
 * </pre>
 *
 * Up to 3.11 a challenge is 20 random bytes, and every answer a bare HMAC-MD5, which is accepted
 * and given only if that is allowed. The code covers the name of the digest too, so nobody in
 * between can have a weaker one chosen.
 *
 * <p>A listener answers no challenge before the client has answered its own. No message is longer
 * than 256 bytes, and all have to be there before one deadline.
 */
final class Handshake {
  /** No message of the handshake is longer, and nothing longer is read. */
  static final int LONGEST = 256;

  private static final byte[] CHALLENGE = "#CHALLENGE#".getBytes(US_ASCII);
  private static final byte[] WELCOME = "#WELCOME#".getBytes(US_ASCII);
  private static final byte[] FAILURE = "#FAILURE#".getBytes(US_ASCII);
  private static final int RANDOM_BYTES = 40;

  /** A challenge of so many bytes is one of CPython 3.11 or earlier; a shorter one is none. */
  private static final int OLD_CHALLENGE = 20;

  /** An answer of so many bytes is a bare HMAC-MD5. */
  private static final int OLD_ANSWER = 16;

  private static final String ALLOW_MD5 =
      "it speaks only the digest of CPython 3.11 and earlier, MD5; allow it with legacyDigest(true)"
          + " if you have to";

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Link link;
  private final IncomingMessages incoming;
  private final OutgoingMessages outgoing;
  private final byte[] key;
  private final boolean legacy;
  private final Deadline deadline;

  Handshake(Link link, byte[] key, boolean legacy, Deadline deadline) {
    this.link = link;
    this.incoming = new IncomingMessages(link, LONGEST);
    this.outgoing = new OutgoingMessages(link);
    this.key = key;
    this.legacy = legacy;
    this.deadline = deadline;
  }

  /** What a listener does. */
  void asListener() throws IOException, InterruptedException {
    challenge();
    answer();
  }

  /** What a client does. */
  void asClient() throws IOException, InterruptedException {
    answer();
    challenge();
  }

  /** Has the other side prove that it knows the key. */
  void challenge() throws IOException, InterruptedException {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    byte[] challenge = concat(Digest.SHA256.prefix(), random);
    send(concat(CHALLENGE, challenge));
    String wrong = judge(key, legacy, challenge, receive("its answer"));
    if (!wrong.isEmpty()) {
      send(FAILURE);
      throw new AuthenticationException(wrong, null);
    }
    send(WELCOME);
  }

  /** Proves to the other side that this one knows the key. */
  void answer() throws IOException, InterruptedException {
    byte[] message = receive("its challenge");
    if (!startsWith(message, CHALLENGE)) {
      throw new AuthenticationException(
          "the other side has sent something else than a challenge: length="
              + message.length
              + "; it has no key, perhaps",
          null);
    }
    byte[] challenge = Arrays.copyOfRange(message, CHALLENGE.length, message.length);
    send(answerTo(key, legacy, challenge));
    if (!Arrays.equals(receive("its welcome"), WELCOME)) {
      throw new AuthenticationException(
          "the other side does not accept our answer: the keys differ, or it wants another digest",
          null);
    }
  }

  /** The answer to a challenge. */
  static byte[] answerTo(byte[] key, boolean legacy, byte[] challenge)
      throws AuthenticationException {
    if (challenge.length < OLD_CHALLENGE) {
      throw new AuthenticationException("too short a challenge: length=" + challenge.length, null);
    }
    if (challenge.length == OLD_CHALLENGE) {
      if (!legacy) {
        throw new AuthenticationException("the other side asks for MD5: " + ALLOW_MD5, null);
      }
      return Digest.MD5.of(key, challenge);
    }
    Digest digest = Digest.named(challenge);
    if (digest == null || digest == Digest.MD5 && !legacy) {
      throw new AuthenticationException(
          "the other side asks for a digest that is not allowed", null);
    }
    return concat(digest.prefix(), digest.of(key, challenge));
  }

  /** What is wrong with an answer; nothing if it is right. */
  static String judge(byte[] key, boolean legacy, byte[] challenge, byte[] answer)
      throws AuthenticationException {
    boolean old = answer.length == OLD_ANSWER;
    Digest digest = old ? Digest.MD5 : Digest.named(answer);
    if (digest == null) {
      return "the other side's answer is none: length=" + answer.length;
    }
    if (digest == Digest.MD5 && !legacy) {
      return "the other side answers by MD5: " + ALLOW_MD5;
    }
    byte[] code = old ? answer : Arrays.copyOfRange(answer, digest.prefix().length, answer.length);
    // Takes as long whatever the first difference is.
    return MessageDigest.isEqual(digest.of(key, challenge), code)
        ? ""
        : "the other side has another key";
  }

  private void send(byte[] message) throws IOException, InterruptedException {
    outgoing.begin(MemorySegment.ofArray(message));
    while (!outgoing.write()) {
      check(link.awaitWritable(deadline), "it reads nothing");
    }
  }

  private byte[] receive(String what) throws IOException, InterruptedException {
    try {
      while (!(incoming.begin() && incoming.fill())) {
        check(link.awaitReadable(deadline), what + " has not come; it has no key, perhaps");
      }
    } catch (EOFException | StreamCorruptedException e) {
      throw new AuthenticationException(
          "waiting for " + what + ": " + e.getMessage() + "; it has no key, or another, perhaps",
          e);
    }
    return Messages.array(incoming.take());
  }

  private static void check(boolean inTime, String what) throws SocketTimeoutException {
    if (!inTime) {
      throw new SocketTimeoutException("the other side takes too long: " + what);
    }
  }

  static boolean startsWith(byte[] message, byte[] beginning) {
    return message.length >= beginning.length
        && Arrays.equals(message, 0, beginning.length, beginning, 0, beginning.length);
  }

  /** Whether a message is a challenge, which is none for somebody without a key. */
  static boolean isChallenge(byte[] message) {
    return startsWith(message, CHALLENGE)
        && (message.length == CHALLENGE.length + OLD_CHALLENGE
            || Digest.named(Arrays.copyOfRange(message, CHALLENGE.length, message.length)) != null);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    var both = new ByteArrayOutputStream(one.length + other.length);
    both.writeBytes(one);
    both.writeBytes(other);
    return both.toByteArray();
  }
}
