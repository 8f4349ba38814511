package dev.procession.manager;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is derived from a manager's key. Who has the key may do anything; who has a proxy has only
 * the right to connect and a token for that one object; neither leads back to the key.
 */
final class Secrets {
  private static final String ALGORITHM = "HmacSHA256";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LENGTH = 32;

  private Secrets() {}

  static byte[] random() {
    byte[] bytes = new byte[LENGTH];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** What a client has to know to be listened to. */
  static byte[] connectionKey(byte[] key) {
    return derive(key, "connect", new byte[0]);
  }

  /** What a client has to know to use an object. */
  static byte[] token(byte[] key, long object, Access access) {
    return derive(key, "object " + access, ByteBuffer.allocate(Long.BYTES).putLong(object).array());
  }

  /** How a client shows that it knows the key itself. */
  static byte[] proof(byte[] key, byte[] nonce) {
    return derive(key, "manager", nonce);
  }

  /** Compares without telling by its time where the two differ. */
  static boolean same(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }

  private static byte[] derive(byte[] key, String purpose, byte[] rest) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(("procession manager " + purpose + "\n").getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(rest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks " + ALGORITHM, e);
    }
  }
}
