package dev.procession.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.internal.shm.Deadline;
import dev.procession.testing.Conformance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The handshake, byte by byte. */
class HandshakeTest {
  private static final byte[] KEY = "secret".getBytes(US_ASCII);

  /** A peer that says what it has to say without waiting for anything. */
  private static final class Script implements Link {
    private final ByteBuffer said;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    Script(byte[]... messages) {
      var bytes = new ByteArrayOutputStream();
      for (byte[] message : messages) {
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(message.length).array());
        bytes.writeBytes(message);
      }
      said = ByteBuffer.wrap(bytes.toByteArray());
    }

    @Override
    public int read(ByteBuffer into) {
      if (!said.hasRemaining()) {
        return -1;
      }
      int count = Math.min(into.remaining(), said.remaining());
      into.put(said.slice(said.position(), count));
      said.position(said.position() + count);
      return count;
    }

    @Override
    public long write(ByteBuffer[] from) {
      long count = 0;
      for (ByteBuffer buffer : from) {
        count += buffer.remaining();
        while (buffer.hasRemaining()) {
          heard.write(buffer.get());
        }
      }
      return count;
    }

    List<String> heard() throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(heard.toByteArray());
      List<String> messages = new ArrayList<>();
      var incoming =
          new IncomingMessages(
              into -> {
                int count = Math.min(into.remaining(), bytes.remaining());
                into.put(bytes.slice(bytes.position(), count));
                bytes.position(bytes.position() + count);
                return count;
              },
              Long.MAX_VALUE);
      while (incoming.begin() && incoming.fill()) {
        messages.add(new String(Messages.array(incoming.take()), US_ASCII));
      }
      return messages;
    }

    @Override
    public boolean awaitReadable(Deadline deadline) {
      return true;
    }

    @Override
    public boolean awaitWritable(Deadline deadline) {
      return true;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private static Handshake over(Script peer, boolean legacy) {
    return new Handshake(peer, KEY, legacy, Deadline.in(TimeUnit.SECONDS.toNanos(60)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @Test
  @Conformance("OtherTest.test_deliver_challenge_auth_failure")
  void shouldRefuseAWrongAnswer() throws Exception {
    for (byte[] answer :
        List.of(ascii("something bogus"), new byte[0], new byte[16], ascii("{sha256}short"))) {
      var peer = new Script(answer);
      assertThatThrownBy(() -> over(peer, true).challenge())
          .isInstanceOf(AuthenticationException.class);
      assertThat(peer.heard()).hasSize(2).last().isEqualTo("#FAILURE#");
      assertThat(peer.heard().getFirst()).startsWith("#CHALLENGE#{sha256}").hasSize(11 + 8 + 40);
    }
  }

  @Test
  @Conformance("OtherTest.test_answer_challenge_auth_failure")
  void shouldRefuseAPeerThatDoesNotWelcome() {
    byte[] challenge = ascii("#CHALLENGE#{sha256}" + "x".repeat(40));
    for (byte[] welcome : List.of(ascii("something bogus"), ascii("#FAILURE#"), new byte[0])) {
      assertThatThrownBy(() -> over(new Script(challenge, welcome), false).answer())
          .isInstanceOf(AuthenticationException.class)
          .hasMessageContaining("does not accept");
    }
    assertThatThrownBy(() -> over(new Script(challenge), false).answer())
        .isInstanceOf(AuthenticationException.class)
        .hasMessageContaining("gone");
    assertThatThrownBy(() -> over(new Script(ascii("hello")), false).answer())
        .isInstanceOf(AuthenticationException.class)
        .hasMessageContaining("something else than a challenge");
    assertThatThrownBy(() -> over(new Script(new byte[257]), false).answer())
        .isInstanceOf(AuthenticationException.class)
        .hasMessageContaining("length=257");
  }

  /** The codes were made by CPython's {@code hmac}. */
  @Test
  @Conformance("ChallengeResponseTest.test_challengeresponse")
  void shouldAnswerAsPythonDoes() throws Exception {
    byte[] old = ascii("0123456789abcdefghij");
    assertThat(Handshake.answerTo(KEY, true, old))
        .isEqualTo(hex("30b0f2d49c4f784f69ae4df82b876c01"));
    byte[] md5 = ascii("{md5}0123456789abcdefghij");
    assertThat(Handshake.answerTo(KEY, true, md5)).startsWith(ascii("{md5}")).hasSize(5 + 16);
    byte[] sha256 = ascii("{sha256}0123456789abcdefghij");
    assertThat(Handshake.answerTo(KEY, false, sha256))
        .isEqualTo(
            concat(
                ascii("{sha256}"),
                hex("e43487f6a3f0e8d6ac8b5f752b465c0a3c71b07b134b142a52a1adc60083efee")));
    byte[] sha3 = ascii("{sha3_384}0123456789abcdefghij");
    assertThat(Handshake.answerTo(KEY, false, sha3))
        .isEqualTo(
            concat(
                ascii("{sha3_384}"),
                hex(
                    "fc017f12f28da873857cc9de00d3b3f3bd4cbdd44d4cf22b0aafa989317263a233067667e7ac1a7a6df76f28907a35c5")));
    assertThat(Handshake.answerTo(new byte[0], false, sha256))
        .isEqualTo(
            concat(
                ascii("{sha256}"),
                hex("1fb33fbd43ae959e481715fdfe68a831e90f835d4b0c92600488d0ebfd5c0fc4")));
    for (byte[] challenge : List.of(old, md5, sha256, sha3)) {
      byte[] answer = Handshake.answerTo(KEY, true, challenge);
      assertThat(Handshake.judge(KEY, true, challenge, answer)).isEmpty();
      assertThat(Handshake.judge(ascii("other"), true, challenge, answer)).contains("another key");
      answer[answer.length - 1] ^= 1;
      assertThat(Handshake.judge(KEY, true, challenge, answer)).contains("another key");
    }
  }

  @Test
  void shouldNeitherGiveNorTakeMd5UnlessAllowed() throws Exception {
    for (String challenge : List.of("0123456789abcdefghij", "{md5}0123456789abcdefghij")) {
      assertThatThrownBy(() -> Handshake.answerTo(KEY, false, ascii(challenge)))
          .isInstanceOf(AuthenticationException.class);
    }
    byte[] sha256 = ascii("{sha256}0123456789abcdefghij");
    byte[] byMd5 = Digest.MD5.of(KEY, sha256);
    assertThat(Handshake.judge(KEY, true, sha256, byMd5)).isEmpty();
    assertThat(Handshake.judge(KEY, false, sha256, byMd5)).contains("legacyDigest(true)");
    assertThatThrownBy(() -> Handshake.answerTo(KEY, true, ascii("{sha1}0123456789abcdefghij")))
        .isInstanceOf(AuthenticationException.class);
    assertThatThrownBy(() -> Handshake.answerTo(KEY, true, ascii("short")))
        .isInstanceOf(AuthenticationException.class);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = new byte[one.length + other.length];
    MemorySegment.copy(MemorySegment.ofArray(one), 0, MemorySegment.ofArray(both), 0, one.length);
    MemorySegment.copy(
        MemorySegment.ofArray(other), 0, MemorySegment.ofArray(both), one.length, other.length);
    return both;
  }
}
