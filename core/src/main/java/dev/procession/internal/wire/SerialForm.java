package dev.procession.internal.wire;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a lambda says of itself when it is serialized. */
public final class SerialForm {
  /** The method that says it, by class; to find it takes longer than to call it. */
  private static final ClassValue<Optional<Method>> WRITE_REPLACE =
      new ClassValue<>() {
        @Override
        protected Optional<Method> computeValue(Class<?> type) {
          return find(type);
        }
      };

  private SerialForm() {}

  private static Optional<Method> find(Class<?> type) {
    try {
      Method writeReplace = type.getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      return Optional.of(writeReplace);
    } catch (NoSuchMethodException | InaccessibleObjectException notALambda) {
      return Optional.empty();
    }
  }

  /** The serial form of a lambda; null if the value is none that can be serialized. */
  public static @Nullable SerializedLambda of(Object value) {
    if (!(value instanceof Serializable) || !value.getClass().isHidden()) {
      return null;
    }
    Optional<Method> writeReplace = WRITE_REPLACE.get(value.getClass());
    try {
      return writeReplace.isPresent()
              && writeReplace.get().invoke(value) instanceof SerializedLambda lambda
          ? lambda
          : null;
    } catch (ReflectiveOperationException notALambda) {
      return null;
    }
  }
}
