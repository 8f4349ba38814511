package dev.procession.internal.ship;

import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;

/** What the parent says to a {@link Question}. */
public sealed interface Answer {

  /**
   * There is no such thing, or it cannot be sent.
   *
   * @param why empty if there simply is none
   */
  record Missing(String why) implements Answer {}

  /** The child has the class itself: it is of the JDK, of the class path, or of this library. */
  record Local() implements Answer {}

  /**
   * A class to be defined.
   *
   * @param loader the number of the loader that defines it
   * @param location of its code source; empty if it has none
   * @param packageTexts what {@link Package} tells of its package; see {@link PackageTexts}
   * @param closed whether it is a record whose package is closed to Procession there
   * @param gone numbers of loaders told of before that are not there any more
   * @param bytes the class file
   */
  record Definition(
      int loader, String location, String[] packageTexts, boolean closed, int[] gone, byte[] bytes)
      implements Answer {}

  /**
   * Where resources are.
   *
   * @param urls theirs in the parent
   * @param direct for each, whether a child can read it there
   */
  record Places(String[] urls, boolean[] direct) implements Answer {}

  /** What a resource holds. */
  record Bytes(byte[] bytes) implements Answer {}

  /** A name. */
  record Text(String text) implements Answer {}

  /** Appends an answer. */
  static void write(WireOutput out, Answer answer) {
    if (answer instanceof Missing missing) {
      out.writeByte(1);
      ShipText.write(out, missing.why);
    } else if (answer instanceof Local) {
      out.writeByte(2);
    } else if (answer instanceof Definition definition) {
      out.writeByte(3);
      out.writeInt(definition.loader);
      ShipText.write(out, definition.location);
      writeTexts(out, definition.packageTexts);
      out.writeByte(definition.closed ? 1 : 0);
      out.writeInt(definition.gone.length);
      for (int number : definition.gone) {
        out.writeInt(number);
      }
      out.writeSized(definition.bytes);
    } else if (answer instanceof Places places) {
      out.writeByte(4);
      writeTexts(out, places.urls);
      for (boolean direct : places.direct) {
        out.writeByte(direct ? 1 : 0);
      }
    } else if (answer instanceof Bytes content) {
      out.writeByte(5);
      out.writeSized(content.bytes);
    } else if (answer instanceof Text text) {
      out.writeByte(6);
      ShipText.write(out, text.text);
    }
  }

  /** Reads an answer. Whatever the bytes are, it ends in an answer or an exception. */
  static Answer read(WireInput in) throws IOException {
    int kind = in.readByte();
    switch (kind) {
      case 1:
        return new Missing(ShipText.read(in));
      case 2:
        return new Local();
      case 3:
        int loader = in.readInt();
        String location = ShipText.read(in);
        String[] packageTexts = readTexts(in);
        boolean closed = in.readByte() != 0;
        int[] gone = new int[in.readLength(Integer.BYTES)];
        for (int i = 0; i < gone.length; i++) {
          gone[i] = in.readInt();
        }
        return new Definition(loader, location, packageTexts, closed, gone, in.readSized());
      case 4:
        String[] urls = readTexts(in);
        boolean[] direct = new boolean[urls.length];
        for (int i = 0; i < direct.length; i++) {
          direct[i] = in.readByte() != 0;
        }
        return new Places(urls, direct);
      case 5:
        return new Bytes(in.readSized());
      case 6:
        return new Text(ShipText.read(in));
      default:
        throw new IOException("unknown answer: kind=" + kind);
    }
  }

  private static void writeTexts(WireOutput out, String[] texts) {
    out.writeInt(texts.length);
    for (String text : texts) {
      ShipText.write(out, text);
    }
  }

  private static String[] readTexts(WireInput in) {
    String[] texts = new String[in.readLength(Integer.BYTES)];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = ShipText.read(in);
    }
    return texts;
  }
}
