package dev.procession.internal.wire;

import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
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
  private final boolean ownForm;

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
    ownForm = declaresItsForm(type);
  }

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  boolean accessible() {
    return constructor != null;
  }

  /** Whether it says what is to be sent or read in its place; JDK serialization honours that. */
  boolean ownsItsForm() {
    return ownForm;
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
      throws ObjectStreamException, ReflectiveOperationException {
    Constructor<?> canonical = constructor;
    if (canonical == null) {
      throw new InvalidClassException(type.getName(), "its package is not open to Procession");
    }
    try {
      return canonical.newInstance(components);
    } catch (InvocationTargetException e) {
      var failure =
          new InvalidObjectException(
              "the constructor of "
                  + type.getName()
                  + " threw "
                  + ErrorCodec.describe(e.getTargetException()));
      failure.initCause(e.getTargetException());
      throw failure;
    }
  }

  private static @Nullable Constructor<?> open(
      Class<?> type, Method[] accessors, Class<?>[] parameters) {
    if (type.getClassLoader() instanceof ClosedRecords shipped && shipped.isClosed(type)) {
      return null;
    }
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

  private static boolean declaresItsForm(Class<?> type) {
    for (Method method : type.getDeclaredMethods()) {
      String name = method.getName();
      if ((name.equals("writeReplace") || name.equals("readResolve"))
          && method.getParameterCount() == 0) {
        return true;
      }
    }
    return false;
  }
}
