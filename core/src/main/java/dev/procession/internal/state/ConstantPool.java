package dev.procession.internal.state;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The constants of a class file. Used by one thread. */
final class ConstantPool {
  static final int UTF8 = 1;
  static final int LONG = 5;
  static final int DOUBLE = 6;
  static final int CLASS = 7;
  static final int STRING = 8;
  static final int FIELD = 9;
  static final int METHOD = 10;
  static final int INTERFACE_METHOD = 11;
  static final int METHOD_HANDLE = 15;
  static final int METHOD_TYPE = 16;
  static final int DYNAMIC = 17;
  static final int MODULE = 19;
  static final int PACKAGE = 20;

  private final ByteBuffer file;

  /** Where each constant is, behind its tag. */
  private final int[] offsets;

  private final @Nullable String[] strings;

  /** Reads the pool that begins here, and goes behind it. */
  ConstantPool(ByteBuffer file) {
    this.file = file;
    int count = file.getShort() & 0xFFFF;
    offsets = new int[count];
    strings = new @Nullable String[count];
    for (int i = 1; i < count; i++) {
      int tag = file.get();
      offsets[i] = file.position();
      skip(tag);
      if (tag == LONG || tag == DOUBLE) {
        // They take two numbers, by an old mistake.
        i++;
      }
    }
  }

  private void skip(int tag) {
    int length =
        switch (tag) {
          case UTF8 -> Short.BYTES + (file.getShort(file.position()) & 0xFFFF);
          case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> 2;
          case METHOD_HANDLE -> 3;
          case LONG, DOUBLE -> 8;
          default -> 4;
        };
    file.position(file.position() + length);
  }

  int tag(int index) {
    return file.get(offsets[index] - 1);
  }

  /** Two bytes of a constant. */
  int number(int index, int at) {
    return file.getShort(offsets[index] + at) & 0xFFFF;
  }

  /** The kind of member that a method handle is for. */
  int tagOfHandle(int index) {
    return tag(number(index, 1));
  }

  /** The member that a method handle is for. */
  MemberRef handle(int index) {
    return member(number(index, 1));
  }

  MemberRef member(int index) {
    int nameAndType = number(index, 2);
    return new MemberRef(
        className(number(index, 0)),
        string(number(nameAndType, 0)),
        string(number(nameAndType, 2)));
  }

  /** Internal name of a class, or descriptor of an array. */
  String className(int index) {
    return string(number(index, 0));
  }

  String string(int index) {
    String known = strings[index];
    if (known == null) {
      known = decode(offsets[index]);
      strings[index] = known;
    }
    return known;
  }

  private String decode(int at) {
    int length = file.getShort(at) & 0xFFFF;
    int start = file.arrayOffset() + at + Short.BYTES;
    byte[] bytes = file.array();
    for (int i = start; i < start + length; i++) {
      if (bytes[i] < 0) {
        try {
          return new DataInputStream(
                  new ByteArrayInputStream(bytes, start - Short.BYTES, Short.BYTES + length))
              .readUTF();
        } catch (IOException e) {
          throw new IllegalArgumentException("a string is damaged", e);
        }
      }
    }
    return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
  }
}
