package dev.procession.internal.wire;

import static dev.procession.internal.wire.WireTesting.decodeError;
import static dev.procession.internal.wire.WireTesting.encodeError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.NotSendableException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, reading an exception gives one, and takes no more memory than it may. */
class ErrorCodecDamageTest {
  static Stream<byte[]> errors() {
    var plain = bare(new IllegalStateException("message"));
    var described = bare(new Unsendable());
    described.initCause(bare(new Exception("below")));
    described.addSuppressed(bare(new Exception("beside")));
    described.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("Type", "method", "Type.java", 1),
          new StackTraceElement("Type", "\u20AC", null, -2)
        });
    return Stream.of(encodeError(plain), encodeError(described));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void shouldReportAnExceptionThatIsCutOff(byte[] bytes) {
    Damage.truncate(
        bytes,
        truncated -> assertThat(decodeError(truncated)).isInstanceOf(NotSendableException.class));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void shouldReportAnExceptionWithAWrongByte(byte[] bytes) {
    Damage.mutate(bytes, mutant -> assertThat(decodeError(mutant)).isNotNull());
  }

  @ParameterizedTest
  @MethodSource("errors")
  void shouldNotBelieveALength(byte[] bytes) {
    Damage.exaggerate(bytes, liar -> assertThat(decodeError(liar)).isNotNull());
  }

  @Test
  void shouldReportNoise() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try {
      for (byte[] beginning :
          new byte[][] {{}, {Tag.LATIN1, 0, 0, 0}, {Tag.LATIN1, 0, 0, 0, 1, 'x', 0, 0, 0, 0}}) {
        Damage.invent(random, 1000, beginning, noise -> assertThat(decodeError(noise)).isNotNull());
      }
    } catch (AssertionError e) {
      throw new AssertionError("seed=" + seed, e);
    }
  }

  private static <T extends Throwable> T bare(T error) {
    error.setStackTrace(new StackTraceElement[0]);
    return error;
  }

  /** Has a field that cannot be sent. */
  static final class Unsendable extends Exception {
    private static final long serialVersionUID = 1;

    @SuppressWarnings({"unused", "UnusedVariable"})
    private final Thread held = Thread.currentThread();
  }
}
