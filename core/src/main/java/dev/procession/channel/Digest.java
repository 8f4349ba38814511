package dev.procession.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The digests by which CPython's peers prove that they know the key. */
enum Digest {
  MD5("md5", "HmacMD5"),
  SHA256("sha256", "HmacSHA256"),
  SHA384("sha384", "HmacSHA384"),
  SHA3_256("sha3_256", "HmacSHA3-256"),
  SHA3_384("sha3_384", "HmacSHA3-384");

  private final byte[] prefix;
  private final String algorithm;

  Digest(String name, String algorithm) {
    this.prefix = ("{" + name + "}").getBytes(US_ASCII);
    this.algorithm = algorithm;
  }

  /** What a challenge or an answer with this digest begins with. */
  byte[] prefix() {
    return prefix.clone();
  }

  /** The digest that a challenge or an answer begins with; null if it is none of these. */
  static @Nullable Digest named(byte[] message) {
    for (Digest digest : values()) {
      if (Handshake.startsWith(message, digest.prefix)) {
        return digest;
      }
    }
    return null;
  }

  /** The authentication code of a message. */
  byte[] of(byte[] key, byte[] message) throws AuthenticationException {
    try {
      Mac mac = Mac.getInstance(algorithm);
      // The JDK makes no key of no bytes; a key is filled up with zeros, so this one is the same.
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new AuthenticationException("the JDK has no digest: algorithm=" + algorithm, e);
    }
  }
}
