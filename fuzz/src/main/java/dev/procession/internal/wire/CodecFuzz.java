package dev.procession.internal.wire;

import dev.procession.NotSendableException;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes as a value that somebody has sent. Either there is a value, which can be sent again if
 * it is plain, or a {@link NotSendableException}.
 */
public final class CodecFuzz {
  private CodecFuzz() {}

  /**
   * One input.
   *
   * @param input what the fuzzer has made up
   */
  public static void fuzzerTestOneInput(byte[] input) {
    Object value;
    try {
      value = ObjectCodec.read(new WireInput(input), CodecFuzz.class.getClassLoader(), "the input");
    } catch (NotSendableException refused) {
      return;
    }
    if (ObjectCodec.isPlain(value)) {
      sendAgain(value);
    }
  }

  private static void sendAgain(@Nullable Object value) {
    var out = new WireOutput(16);
    ObjectCodec.write(out, value, "the value");
    Object again =
        ObjectCodec.read(
            new WireInput(out.toByteArray()), CodecFuzz.class.getClassLoader(), "the value");
    if (value == null ? again != null : !value.equals(again)) {
      throw new AssertionError("sent " + value + " but got " + again);
    }
  }
}
