package dev.procession.internal.wire;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** What a lambda says of itself when it is serialized. */
public final class SerialForm {
  private SerialForm() {}

  /** The serial form of a lambda; null if the value is none that can be serialized. */
  public static @Nullable SerializedLambda of(Object value) {
    if (!(value instanceof Serializable) || !value.getClass().isHidden()) {
      return null;
    }
    try {
      Method writeReplace = value.getClass().getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      return writeReplace.invoke(value) instanceof SerializedLambda lambda ? lambda : null;
    } catch (ReflectiveOperationException | InaccessibleObjectException notALambda) {
      return null;
    }
  }
}
