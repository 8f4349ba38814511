package dev.procession.internal.state;

import dev.procession.NotSendableException;
import dev.procession.internal.wire.GraphReader;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** A static field in the child that is to get the value it has in the parent. */
final class RestoredField {
  private final Field field;
  private final @Nullable Object value;

  private RestoredField(Field field, @Nullable Object value) {
    this.field = field;
    this.value = value;
  }

  /** Reads what follows the class's name. */
  static RestoredField read(GraphReader graph, String className, ClassLoader loader) {
    String name = String.valueOf(graph.read(className));
    try {
      Field field = Class.forName(className, false, loader).getDeclaredField(name);
      String what = "the static field ".concat(className).concat(".").concat(name);
      Object value =
          field.getType().isPrimitive()
              ? Primitives.fromBits(graph.readLong(what), field.getType())
              : graph.read(what);
      return new RestoredField(field, value);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw failure(className, name, e);
    }
  }

  /** Runs the static initializer if it has not run. */
  void initializeClass() {
    Class<?> type = field.getDeclaringClass();
    try {
      Class.forName(type.getName(), true, type.getClassLoader());
    } catch (ReflectiveOperationException | LinkageError e) {
      Throwable thrown =
          e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
      throw new NotSendableException(
          "could not copy the static fields of "
              + type.getName()
              + ": its static initializer threw "
              + thrown
              + " here",
          e);
    }
  }

  Field field() {
    return field;
  }

  void set() {
    try {
      if (Modifier.isFinal(field.getModifiers())) {
        FinalStatics.set(field, value);
      } else {
        field.setAccessible(true);
        field.set(null, value);
      }
    } catch (IllegalAccessException | IllegalArgumentException | InaccessibleObjectException e) {
      throw failure(field.getDeclaringClass().getName(), field.getName(), e);
    }
  }

  private static NotSendableException failure(String className, String name, Throwable cause) {
    return new NotSendableException(
        "could not set the static field " + className + "." + name + " here: " + cause, cause);
  }
}
