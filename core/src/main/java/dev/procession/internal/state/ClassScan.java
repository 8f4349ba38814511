package dev.procession.internal.state;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads from a class file what its methods refer to.
 *
 * <p>{@code java.lang.classfile} would do it in fewer lines, but takes 50 ms for the first class
 * and milliseconds for each of the next, in the middle of the first start of a child; this takes
 * about one for the first.
 */
final class ClassScan {
  private static final int MAGIC = 0xCAFEBABE;

  private static final int LDC = 0x12;
  private static final int LDC_W = 0x13;
  private static final int LDC2_W = 0x14;
  private static final int IINC = 0x84;
  private static final int TABLESWITCH = 0xAA;
  private static final int LOOKUPSWITCH = 0xAB;
  private static final int GETSTATIC = 0xB2;
  private static final int PUTFIELD = 0xB5;
  private static final int INVOKEVIRTUAL = 0xB6;
  private static final int INVOKEINTERFACE = 0xB9;
  private static final int INVOKEDYNAMIC = 0xBA;
  private static final int NEW = 0xBB;
  private static final int ANEWARRAY = 0xBD;
  private static final int CHECKCAST = 0xC0;
  private static final int INSTANCEOF = 0xC1;
  private static final int WIDE = 0xC4;
  private static final int MULTIANEWARRAY = 0xC5;

  /** How many bytes each instruction takes, by its code; 0 if that varies. */
  private static final String LENGTHS =
      "1111111111111111232332222211111111111111111111111111112222211111"
          + "1111111111111111111111111111111111111111111111111111111111111111"
          + "1111311111111111111111111333333333333333320011111133333335532311"
          + "3311043355";

  /** By name and descriptor. */
  final Map<String, Found> methods = new HashMap<>();

  /** Names of the fields whose values are in the class file. */
  final Set<String> constants = new HashSet<>();

  private final ByteBuffer file;
  private final ConstantPool pool;

  /** Where each bootstrap method's arguments are, behind the handle. */
  private int[] bootstraps = {};

  /**
   * A method.
   *
   * @param flags its access flags
   */
  record Found(int flags, CodeRefs refs) {}

  /** The code of a method that is still to be read. */
  private record Body(CodeRefs refs, int start, int length) {}

  /**
   * Reads a class file.
   *
   * @throws IllegalArgumentException if it is damaged
   */
  ClassScan(byte[] bytes) {
    try {
      file = ByteBuffer.wrap(bytes);
      if (file.getInt() != MAGIC) {
        throw new IllegalArgumentException("not a class file");
      }
      file.getInt();
      pool = new ConstantPool(file);
      // Access flags, this class, superclass; interfaces.
      skip(6);
      skip(2 * unsigned());
      readFields();
      List<Body> bodies = readMethods();
      readBootstraps();
      for (Body body : bodies) {
        readCode(body);
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException | StackOverflowError e) {
      // The stack overflows if a dynamic constant is its own argument.
      throw new IllegalArgumentException("the class file is damaged", e);
    }
  }

  private void readFields() {
    for (int i = unsigned(); i > 0; i--) {
      unsigned();
      String name = pool.string(unsigned());
      unsigned();
      for (int j = unsigned(); j > 0; j--) {
        if (pool.string(unsigned()).equals("ConstantValue")) {
          constants.add(name);
        }
        skip(file.getInt());
      }
    }
  }

  private List<Body> readMethods() {
    List<Body> bodies = new ArrayList<>();
    for (int i = unsigned(); i > 0; i--) {
      int flags = unsigned();
      String name = pool.string(unsigned());
      var found = new Found(flags, new CodeRefs());
      methods.put(name.concat(pool.string(unsigned())), found);
      for (int j = unsigned(); j > 0; j--) {
        boolean isCode = pool.string(unsigned()).equals("Code");
        int length = file.getInt();
        int start = file.position();
        if (isCode) {
          // Behind the sizes of stack and variables.
          bodies.add(new Body(found.refs(), start + 8, file.getInt(start + 4)));
        }
        skip(length);
      }
    }
    return bodies;
  }

  private void readBootstraps() {
    for (int i = unsigned(); i > 0; i--) {
      boolean found = pool.string(unsigned()).equals("BootstrapMethods");
      int length = file.getInt();
      if (!found) {
        skip(length);
        continue;
      }
      bootstraps = new int[unsigned()];
      for (int j = 0; j < bootstraps.length; j++) {
        unsigned();
        bootstraps[j] = file.position();
        skip(2 * unsigned());
      }
    }
  }

  private void readCode(Body body) {
    int end = body.start() + body.length();
    int at = body.start();
    while (at < end) {
      int code = file.get(at) & 0xFF;
      readInstruction(code, at, body.refs());
      int length = LENGTHS.charAt(code) - '0';
      if (length == 0) {
        length = lengthOf(code, at, body.start());
      }
      if (length <= 0) {
        throw new IllegalArgumentException("a switch is damaged");
      }
      at += length;
    }
  }

  private void readInstruction(int code, int at, CodeRefs refs) {
    if (code == LDC) {
      addConstant(file.get(at + 1) & 0xFF, refs);
    } else if (code == LDC_W || code == LDC2_W) {
      addConstant(index(at), refs);
    } else if (code >= GETSTATIC && code <= PUTFIELD) {
      refs.fields.add(pool.member(index(at)));
    } else if (code >= INVOKEVIRTUAL && code <= INVOKEINTERFACE) {
      refs.methods.add(pool.member(index(at)));
    } else if (code == INVOKEDYNAMIC) {
      addArguments(index(at), refs);
    } else if (code == NEW
        || code == ANEWARRAY
        || code == CHECKCAST
        || code == INSTANCEOF
        || code == MULTIANEWARRAY) {
      addClass(index(at), refs);
    }
  }

  private int lengthOf(int code, int at, int start) {
    // Switches are padded, so that their numbers are aligned within the code.
    int numbers = at + 4 - (at - start) % 4;
    return switch (code) {
      case TABLESWITCH ->
          numbers + 4 * (3 + 1 + file.getInt(numbers + 8) - file.getInt(numbers + 4)) - at;
      case LOOKUPSWITCH -> numbers + 4 * (2 + 2 * file.getInt(numbers + 4)) - at;
      case WIDE -> (file.get(at + 1) & 0xFF) == IINC ? 6 : 4;
      default -> throw new IllegalArgumentException("unknown instruction: code=" + code);
    };
  }

  private void addConstant(int index, CodeRefs refs) {
    int tag = pool.tag(index);
    if (tag == ConstantPool.CLASS) {
      addClass(index, refs);
    } else if (tag == ConstantPool.METHOD_HANDLE) {
      boolean field = pool.tagOfHandle(index) == ConstantPool.FIELD;
      (field ? refs.fields : refs.methods).add(pool.handle(index));
    } else if (tag == ConstantPool.DYNAMIC) {
      addArguments(index, refs);
    }
  }

  /** What the bootstrap method of a dynamic constant or call is given. */
  private void addArguments(int index, CodeRefs refs) {
    int at = bootstraps[pool.number(index, 0)];
    int count = file.getShort(at) & 0xFFFF;
    for (int i = 1; i <= count; i++) {
      addConstant(file.getShort(at + 2 * i) & 0xFFFF, refs);
    }
  }

  private void addClass(int index, CodeRefs refs) {
    String name = pool.className(index);
    if (name.startsWith("[")) {
      int start = name.lastIndexOf('[') + 1;
      if (name.charAt(start) != 'L') {
        return;
      }
      name = name.substring(start + 1, name.length() - 1);
    }
    refs.classes.add(name);
  }

  private int index(int at) {
    return file.getShort(at + 1) & 0xFFFF;
  }

  private int unsigned() {
    return file.getShort() & 0xFFFF;
  }

  private void skip(int length) {
    if (length < 0 || length > file.remaining()) {
      throw new BufferUnderflowException();
    }
    file.position(file.position() + length);
  }
}
