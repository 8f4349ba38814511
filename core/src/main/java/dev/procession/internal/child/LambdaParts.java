package dev.procession.internal.child;

import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a lambda is made of.
 *
 * @param owner the class that has its method
 * @param stub a class that calls the method
 * @param captured the captured values in order
 */
record LambdaParts(String owner, byte[] stub, ArrayList<@Nullable Object> captured) {
  /** Stubs written before, by class and then by the name and type of the method. */
  private static final ClassValue<Map<String, byte[]>> STUBS =
      new ClassValue<>() {
        @Override
        protected Map<String, byte[]> computeValue(Class<?> lambda) {
          return new ConcurrentHashMap<>();
        }
      };

  /**
   * The parts of a lambda that can be called by a stub; null for any other object, a lambda that
   * uses {@code this}, a method reference that needs conversions, one of a closed package.
   */
  static @Nullable LambdaParts of(Serializable object) {
    Class<?> type = object.getClass();
    if (!type.isHidden() || !type.isSynthetic()) {
      return null;
    }
    Module module = type.getModule();
    if (module.isNamed() && !module.isOpen(type.getPackageName(), LambdaParts.class.getModule())) {
      return null;
    }
    SerializedLambda lambda = serialForm(object);
    if (lambda == null
        || lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
        || !isExact(lambda)) {
      return null;
    }
    ArrayList<@Nullable Object> captured = new ArrayList<>();
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      captured.add(lambda.getCapturedArg(i));
    }
    byte[] stub =
        STUBS.get(type).computeIfAbsent(lambda.getImplMethodName(), _ -> StubClass.write(lambda));
    return new LambdaParts(lambda.getImplClass().replace('/', '.'), stub, captured);
  }

  /** Whether the method takes the captured values, then the interface's parameters, as they are. */
  private static boolean isExact(SerializedLambda lambda) {
    String method = lambda.getImplMethodSignature();
    String parameters = lambda.getFunctionalInterfaceMethodSignature();
    boolean inOwnPackage = lambda.getImplClass().equals(lambda.getCapturingClass());
    return inOwnPackage
        && parameters.equals("()V")
        && method.endsWith(")V")
        && lambda.getImplMethodName().startsWith("lambda$");
  }

  private static @Nullable SerializedLambda serialForm(Serializable object) {
    try {
      Method writeReplace = object.getClass().getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      return writeReplace.invoke(object) instanceof SerializedLambda lambda ? lambda : null;
    } catch (ReflectiveOperationException | InaccessibleObjectException notALambda) {
      return null;
    }
  }
}
