package dev.procession.cli.function;

import java.io.Closeable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The user's function with everything around it, ready to be called in this process. */
final class BoundFunction {
  private final RecordJob job;
  private final MethodHandle function;
  private final ArgumentReader reader;
  private final @Nullable ResultWriter writer;

  private BoundFunction(
      RecordJob job, MethodHandle function, ArgumentReader reader, @Nullable ResultWriter writer) {
    this.job = job;
    this.function = function;
    this.reader = reader;
    this.writer = writer;
  }

  /** Loads the user's class and prepares the conversions for its types. */
  static BoundFunction resolve(RecordJob job) throws UnusableFunctionException {
    FunctionTarget target = job.target();
    try {
      ClassLoader loader = ClassLoader.getSystemClassLoader();
      Class<?> owner = Class.forName(target.className(), false, loader);
      return switch (target.kind()) {
        case STATIC_METHOD -> ofStaticMethod(job, owner, loader);
        case FUNCTION_CLASS -> ofFunctionClass(job, owner);
      };
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new UnusableFunctionException(
          "the function could not be loaded: function="
              + target
              + ", reason="
              + e
              + "; is everything it needs in --class-path?",
          e);
    }
  }

  /** The job this was made for. */
  RecordJob job() {
    return job;
  }

  /** Converts, calls, converts back; null if the function has no result. */
  byte @Nullable [] call(byte[] record) throws Exception {
    Object argument = reader.read(record);
    Object result;
    try {
      result = function.invokeExact(argument);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("neither an exception nor an error", e);
    } finally {
      if (argument instanceof Closeable opened) {
        opened.close();
      }
    }
    return writer == null ? null : writer.write(result);
  }

  private static BoundFunction ofStaticMethod(RecordJob job, Class<?> owner, ClassLoader loader)
      throws ReflectiveOperationException, UnusableFunctionException {
    FunctionTarget target = job.target();
    MethodType type = MethodType.fromMethodDescriptorString(target.descriptor(), loader);
    Method method = owner.getMethod(target.methodName(), type.parameterArray());
    MethodHandle handle = MethodHandles.publicLookup().unreflect(method);
    boolean hasResult = method.getReturnType() != void.class;
    return bind(job, handle, method.getGenericParameterTypes()[0], hasResult);
  }

  private static BoundFunction ofFunctionClass(RecordJob job, Class<?> owner)
      throws ReflectiveOperationException, UnusableFunctionException {
    var function = (Function<?, ?>) owner.getConstructor().newInstance();
    MethodHandle handle =
        MethodHandles.publicLookup()
            .findVirtual(Function.class, FunctionTarget.APPLY, MethodType.genericMethodType(1))
            .bindTo(function);
    return bind(job, handle, applyParameter(owner), true);
  }

  private static BoundFunction bind(
      RecordJob job, MethodHandle handle, Type parameter, boolean hasResult)
      throws UnusableFunctionException {
    return new BoundFunction(
        job,
        handle.asType(MethodType.genericMethodType(1)),
        ArgumentReader.of(parameter, job.format()),
        hasResult ? ResultWriter.of(job.format()) : null);
  }

  /**
   * The parameter type that the author wrote, which erasure has replaced in {@code apply(Object)}.
   */
  private static Type applyParameter(Class<?> owner) {
    return Arrays.stream(owner.getMethods())
        .filter(method -> method.getName().equals(FunctionTarget.APPLY))
        .filter(method -> method.getParameterCount() == 1 && !method.isBridge())
        .map(method -> method.getGenericParameterTypes()[0])
        .min(Comparator.comparing(type -> type instanceof Class<?> c && c == Object.class))
        .orElse(Object.class);
  }
}
