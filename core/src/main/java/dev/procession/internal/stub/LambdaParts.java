package dev.procession.internal.stub;

import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.SerialForm;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a lambda is made of.
 *
 * @param lambda its own class
 * @param owner the class that has its method
 * @param stub a class that calls the method
 * @param captured the captured values in order
 */
record LambdaParts(
    Class<?> lambda, String owner, byte[] stub, ArrayList<@Nullable Object> captured) {
  /** Only in our own module, such as the class path, may a class be put beside another. */
  private static final Module OURS = LambdaParts.class.getModule();

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
   * uses {@code this}, a method reference that needs conversions, one of another module or loader.
   */
  static @Nullable LambdaParts of(Serializable object) {
    Class<?> type = object.getClass();
    if (!type.isHidden()
        || !type.isSynthetic()
        || type.getModule() != OURS
        || ForeignLoaders.isForeign(type.getClassLoader())) {
      return null;
    }
    SerializedLambda lambda = SerialForm.of(object);
    if (lambda == null
        || lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
        || !isExact(lambda)) {
      return null;
    }
    ArrayList<@Nullable Object> captured = new ArrayList<>();
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      captured.add(lambda.getCapturedArg(i));
    }
    String owner = lambda.getImplClass().replace('/', '.');
    byte[] stub =
        STUBS
            .get(type)
            .computeIfAbsent(
                lambda.getImplMethodName(),
                _ -> StubClass.write(lambda, isInterface(owner, type.getClassLoader())));
    return new LambdaParts(type, owner, stub, captured);
  }

  private static boolean isInterface(String owner, ClassLoader loader) {
    try {
      return Class.forName(owner, false, loader).isInterface();
    } catch (ClassNotFoundException impossible) {
      throw new IllegalStateException(impossible);
    }
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
}
