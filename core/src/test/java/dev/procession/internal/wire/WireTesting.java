package dev.procession.internal.wire;

import org.jspecify.annotations.Nullable;

/** What tests of the wire share: encoding and decoding in one call. */
final class WireTesting {
  static final ClassLoader LOADER = WireTesting.class.getClassLoader();

  private WireTesting() {}

  static byte[] encode(@Nullable Object value) {
    var out = new WireOutput(16);
    ObjectCodec.write(out, value, "the value");
    return out.toByteArray();
  }

  static @Nullable Object decode(byte[] bytes) {
    return ObjectCodec.read(new WireInput(bytes), LOADER, "the value");
  }

  @SuppressWarnings("unchecked")
  static <T extends @Nullable Object> T copy(T value) {
    return (T) decode(encode(value));
  }

  /** The tag a value is sent with, which tells the fast path from JDK serialization. */
  static int tag(@Nullable Object value) {
    return encode(value)[0];
  }

  static byte[] encodeError(Throwable error) {
    var out = new WireOutput(16);
    ErrorCodec.write(out, error);
    return out.toByteArray();
  }

  static Throwable decodeError(byte[] bytes) {
    return ErrorCodec.read(new WireInput(bytes), LOADER);
  }
}
