package dev.procession.internal.ship;

import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;

/** Strings as they are, names with lone surrogates included: number of chars (4), chars. */
final class ShipText {
  private ShipText() {}

  static void write(WireOutput out, String text) {
    out.writeInt(text.length());
    out.skip(Math.multiplyExact(text.length(), Character.BYTES)).asCharBuffer().put(text);
  }

  static String read(WireInput in) {
    int length = in.readLength(Character.BYTES);
    return in.skip(length * Character.BYTES).asCharBuffer().toString();
  }
}
