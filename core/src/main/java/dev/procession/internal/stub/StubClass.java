package dev.procession.internal.stub;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.SerializedLambda;
import java.util.HashMap;
import java.util.Map;

/**
 * The class file of a stub: a class that does what a lambda does, with the captured values in an
 * array.
 *
 * <pre>
 *   final class Owner$$Stub implements Action {
 *     final Object[] a;
 *     Owner$$Stub(Object[] a) { this.a = a; }
 *     public void perform() { Owner.lambda$main$0((String) a[0], ((Integer) a[1]).intValue()); }
 *   }
 * </pre>
 *
 * <p>Written by hand, since the JDK's own library for class files takes tens of milliseconds when
 * it is first used. There are no branches, so no stack maps.
 */
final class StubClass {
  private static final int MAGIC = 0xCAFEBABE;
  private static final int JAVA_25 = 69;
  private static final int FINAL_SUPER = 0x0030;
  private static final int FINAL = 0x0010;
  private static final int PUBLIC = 0x0001;

  private static final String OBJECT = "java/lang/Object";
  private static final String ARRAY = "[Ljava/lang/Object;";
  private static final String CONSTRUCTOR = "(" + ARRAY + ")V";

  private static final int ALOAD_0 = 0x2A;
  private static final int ALOAD_1 = 0x2B;
  private static final int ALOAD = 0x19;
  private static final int AALOAD = 0x32;
  private static final int SIPUSH = 0x11;
  private static final int RETURN = 0xB1;
  private static final int GETFIELD = 0xB4;
  private static final int PUTFIELD = 0xB5;
  private static final int INVOKEVIRTUAL = 0xB6;
  private static final int INVOKESPECIAL = 0xB7;
  private static final int INVOKESTATIC = 0xB8;
  private static final int CHECKCAST = 0xC0;

  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;
  private static final int NAME_AND_TYPE = 12;

  private final ByteArrayOutputStream poolBytes = new ByteArrayOutputStream();
  private final DataOutputStream pool = new DataOutputStream(poolBytes);
  private final Map<String, Integer> indexes = new HashMap<>();
  private final SerializedLambda lambda;

  /** How the constant pool says what kind of type has the lambda's method. */
  private final int kind;

  private final String self;

  private StubClass(SerializedLambda lambda, boolean inInterface) {
    this.lambda = lambda;
    this.kind = inInterface ? INTERFACE_METHOD : METHOD;
    this.self = lambda.getImplClass() + "$$Stub";
  }

  /**
   * Writes the stub of a lambda whose method is static, and all of whose types match exactly.
   *
   * @param inInterface whether the method belongs to an interface
   */
  static byte[] write(SerializedLambda lambda, boolean inInterface) {
    try {
      return new StubClass(lambda, inInterface).write();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private byte[] write() throws IOException {
    var rest = new ByteArrayOutputStream();
    var out = new DataOutputStream(rest);
    out.writeShort(FINAL_SUPER);
    out.writeShort(type(self));
    out.writeShort(type(OBJECT));
    out.writeShort(1);
    out.writeShort(type(lambda.getFunctionalInterfaceClass()));
    out.writeShort(1);
    member(out, FINAL, "a", ARRAY, 0);
    out.writeShort(2);
    member(out, 0, "<init>", CONSTRUCTOR, 1);
    code(out, constructor(), 2, 2);
    String name = lambda.getFunctionalInterfaceMethodName();
    String descriptor = lambda.getFunctionalInterfaceMethodSignature();
    member(out, PUBLIC, name, descriptor, 1);
    int parameters = MethodTypeDesc.ofDescriptor(descriptor).parameterCount();
    int stack = 2 * (lambda.getCapturedArgCount() + parameters) + 2;
    code(out, call(parameters), stack, 1 + parameters);
    out.writeShort(0);

    var all = new ByteArrayOutputStream();
    var file = new DataOutputStream(all);
    file.writeInt(MAGIC);
    file.writeInt(JAVA_25);
    file.writeShort(indexes.size() + 1);
    poolBytes.writeTo(file);
    rest.writeTo(file);
    return all.toByteArray();
  }

  private byte[] constructor() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var code = new DataOutputStream(bytes);
    code.writeByte(ALOAD_0);
    with(code, INVOKESPECIAL, reference(METHOD, OBJECT, "<init>", "()V"));
    code.writeByte(ALOAD_0);
    code.writeByte(ALOAD_1);
    with(code, PUTFIELD, reference(FIELD, self, "a", ARRAY));
    code.writeByte(RETURN);
    return bytes.toByteArray();
  }

  /** Loads the captured values, then the parameters, and calls the lambda's method. */
  private byte[] call(int parameters) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var code = new DataOutputStream(bytes);
    String signature = lambda.getImplMethodSignature();
    MethodTypeDesc target = MethodTypeDesc.ofDescriptor(signature);
    int captured = lambda.getCapturedArgCount();
    for (int i = 0; i < captured; i++) {
      code.writeByte(ALOAD_0);
      with(code, GETFIELD, reference(FIELD, self, "a", ARRAY));
      with(code, SIPUSH, i);
      code.writeByte(AALOAD);
      convert(code, target.parameterType(i));
    }
    for (int i = 0; i < parameters; i++) {
      code.writeByte(ALOAD);
      code.writeByte(1 + i);
    }
    String owner = lambda.getImplClass();
    with(code, INVOKESTATIC, reference(kind, owner, lambda.getImplMethodName(), signature));
    code.writeByte(RETURN);
    return bytes.toByteArray();
  }

  private void convert(DataOutputStream code, ClassDesc to) throws IOException {
    String descriptor = to.descriptorString();
    String box =
        switch (descriptor) {
          case "Z" -> "java/lang/Boolean.booleanValue";
          case "B" -> "java/lang/Byte.byteValue";
          case "C" -> "java/lang/Character.charValue";
          case "S" -> "java/lang/Short.shortValue";
          case "I" -> "java/lang/Integer.intValue";
          case "J" -> "java/lang/Long.longValue";
          case "F" -> "java/lang/Float.floatValue";
          case "D" -> "java/lang/Double.doubleValue";
          default -> "";
        };
    if (box.isEmpty()) {
      String name = to.isArray() ? descriptor : descriptor.substring(1, descriptor.length() - 1);
      with(code, CHECKCAST, type(name));
      return;
    }
    int dot = box.indexOf('.');
    String owner = box.substring(0, dot);
    with(code, CHECKCAST, type(owner));
    int method = reference(METHOD, owner, box.substring(dot + 1), "()" + descriptor);
    with(code, INVOKEVIRTUAL, method);
  }

  private static void with(DataOutputStream code, int instruction, int operand) throws IOException {
    code.writeByte(instruction);
    code.writeShort(operand);
  }

  private void member(
      DataOutputStream out, int flags, String name, String descriptor, int attributes)
      throws IOException {
    out.writeShort(flags);
    out.writeShort(text(name));
    out.writeShort(text(descriptor));
    out.writeShort(attributes);
  }

  private void code(DataOutputStream out, byte[] code, int stack, int locals) throws IOException {
    out.writeShort(text("Code"));
    out.writeInt(12 + code.length);
    out.writeShort(stack);
    out.writeShort(locals);
    out.writeInt(code.length);
    out.write(code);
    out.writeShort(0);
    out.writeShort(0);
  }

  // ---- constant pool: each entry once, found again by its text ----------------------------------

  private int text(String value) throws IOException {
    return entry(
        "u" + value,
        () -> {
          pool.writeByte(UTF8);
          pool.writeUTF(value);
        });
  }

  private int type(String internalName) throws IOException {
    return entry(
        "c" + internalName,
        () -> {
          int name = text(internalName);
          pool.writeByte(CLASS);
          pool.writeShort(name);
        });
  }

  private int reference(int kind, String owner, String name, String descriptor) throws IOException {
    return entry(
        "r" + kind + owner + "." + name + descriptor,
        () -> {
          int type = type(owner);
          int nameAndType = nameAndType(name, descriptor);
          pool.writeByte(kind);
          pool.writeShort(type);
          pool.writeShort(nameAndType);
        });
  }

  private int nameAndType(String name, String descriptor) throws IOException {
    return entry(
        "n" + name + descriptor,
        () -> {
          int first = text(name);
          int second = text(descriptor);
          pool.writeByte(NAME_AND_TYPE);
          pool.writeShort(first);
          pool.writeShort(second);
        });
  }

  /** Writes an entry, after those that it refers to. */
  @FunctionalInterface
  private interface EntryWriter {
    void write() throws IOException;
  }

  private int entry(String key, EntryWriter writer) throws IOException {
    Integer known = indexes.get(key);
    if (known != null) {
      return known;
    }
    writer.write();
    int index = indexes.size() + 1;
    indexes.put(key, index);
    return index;
  }
}
