package dev.procession.internal.state;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sun.misc.Unsafe;

/**
 * Sets final static fields, in a child only and right after their class has been initialized: later
 * the compilers may have relied on what they hold.
 *
 * <p>Neither reflection nor variable handles do that. {@code sun.misc.Unsafe} does, without a
 * warning if the JVM was started with {@code --sun-misc-unsafe-memory-access=allow}. The JDK's
 * internal twin would need {@code --add-exports}, which makes every start some milliseconds slower,
 * as the JVM cannot use its archived module graph then.
 */
@SuppressWarnings("removal")
final class FinalStatics {
  private FinalStatics() {}

  /** Sets a field. */
  static void set(Field field, @Nullable Object value) throws IllegalAccessException {
    Unsafe unsafe = unsafe();
    Class<?> owner = field.getDeclaringClass();
    Class<?> type = field.getType();
    long at = owner.isRecord() ? offsetInRecord(field) : unsafe.staticFieldOffset(field);
    // The JVM keeps static fields in the class object, also those of records.
    Object base = owner.isRecord() ? owner : unsafe.staticFieldBase(field);
    if (!type.isPrimitive()) {
      if (value != null && !type.isInstance(value)) {
        throw new IllegalArgumentException("not a " + type.getName() + ": " + value.getClass());
      }
      unsafe.putObjectVolatile(base, at, value);
      return;
    }
    Object number = Objects.requireNonNull(value);
    if (number instanceof Integer i) {
      unsafe.putIntVolatile(base, at, i);
    } else if (number instanceof Long l) {
      unsafe.putLongVolatile(base, at, l);
    } else if (number instanceof Boolean b) {
      unsafe.putBooleanVolatile(base, at, b);
    } else if (number instanceof Double d) {
      unsafe.putDoubleVolatile(base, at, d);
    } else if (number instanceof Float f) {
      unsafe.putFloatVolatile(base, at, f);
    } else if (number instanceof Character c) {
      unsafe.putCharVolatile(base, at, c);
    } else if (number instanceof Short s) {
      unsafe.putShortVolatile(base, at, s);
    } else if (number instanceof Byte b) {
      unsafe.putByteVolatile(base, at, b);
    }
  }

  /** Whether this JVM has the module that it takes. */
  static boolean canBeSet() {
    try {
      unsafe();
      return true;
    } catch (IllegalAccessException notHere) {
      return false;
    }
  }

  private static Unsafe unsafe() throws IllegalAccessException {
    try {
      Field instance = Unsafe.class.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      return (Unsafe) Objects.requireNonNull(instance.get(null));
    } catch (NoSuchFieldException | NoClassDefFoundError e) {
      throw unavailable(e);
    }
  }

  /** Where a field of a record is, which {@code sun.misc.Unsafe} does not tell. */
  private static long offsetInRecord(Field field) throws IllegalAccessException {
    try {
      Unsafe unsafe = unsafe();
      Field trusted = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
      var lookup =
          (MethodHandles.Lookup)
              Objects.requireNonNull(
                  unsafe.getObject(
                      unsafe.staticFieldBase(trusted), unsafe.staticFieldOffset(trusted)));
      Class<?> internal = Class.forName("jdk.internal.misc.Unsafe");
      MethodHandle offset =
          lookup.findVirtual(
              internal, "staticFieldOffset", MethodType.methodType(long.class, Field.class));
      Object instance =
          lookup.findStatic(internal, "getUnsafe", MethodType.methodType(internal)).invoke();
      return (long) offset.invoke(instance, field);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw unavailable(e);
    }
  }

  private static IllegalAccessException unavailable(Throwable cause) {
    var failure =
        new IllegalAccessException(
            "final static fields cannot be set in this JVM: it has no usable sun.misc.Unsafe"
                + " (module jdk.unsupported)");
    failure.initCause(cause);
    return failure;
  }
}
