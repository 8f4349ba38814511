package dev.procession.internal.wire;

import java.io.InvalidClassException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * How to take a record class apart and put it together. Made once per class.
 *
 * <p>Plain reflection, because method handles are slower on their first use, and a worker's first
 * use is what its user waits for. A record in a package that is not open to Procession is not
 * {@link #accessible()}; then only JDK serialization can read it.
 */
final class RecordShape {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final Class<?> type;
  private final Method[] accessors;
  private final @Nullable Constructor<?> constructor;
  private final boolean writeReplace;

  private RecordShape(Class<?> type) {
    this.type = type;
    RecordComponent[] components = type.getRecordComponents();
    accessors = new Method[components.length];
    Class<?>[] parameters = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      accessors[i] = components[i].getAccessor();
      parameters[i] = components[i].getType();
    }
    constructor = open(type, accessors, parameters);
    writeReplace = declaresWriteReplace(type);
  }

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  boolean accessible() {
    return constructor != null;
  }

  boolean hasWriteReplace() {
    return writeReplace;
  }

  int size() {
    return accessors.length;
  }

  @Nullable Object get(Object record, int component) {
    try {
      return accessors[component].invoke(record);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(
          "accessor " + type.getName() + "." + accessors[component].getName() + " threw",
          e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Calls the canonical constructor, so that its checks hold for what comes from outside too. */
  Object make(@Nullable Object[] components)
      throws InvalidClassException, ReflectiveOperationException {
    Constructor<?> canonical = constructor;
    if (canonical == null) {
      throw new InvalidClassException(type.getName(), "its package is not open to Procession");
    }
    return canonical.newInstance(components);
  }

  private static @Nullable Constructor<?> open(
      Class<?> type, Method[] accessors, Class<?>[] parameters) {
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(parameters);
      canonical.setAccessible(true);
      for (Method accessor : accessors) {
        accessor.setAccessible(true);
      }
      return canonical;
    } catch (InaccessibleObjectException notOpen) {
      return null;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record without its canonical constructor: " + type, e);
    }
  }

  private static boolean declaresWriteReplace(Class<?> type) {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals("writeReplace") && method.getParameterCount() == 0) {
        return true;
      }
    }
    return false;
  }
}
