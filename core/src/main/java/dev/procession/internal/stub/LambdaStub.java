package dev.procession.internal.stub;

import dev.procession.Action;
import dev.procession.NotSendableException;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A lambda that has been rebuilt without serialization. See {@link ActionCodec}.
 *
 * <p>That costs a fresh JVM three milliseconds, most of which links the call site that makes
 * lambdas. So a lambda is sent as what it is made of: its method, its captured values, and a
 * {@linkplain StubClass stub} that calls the one with the others. The receiver defines the stub
 * beside the method's class and makes one by a constructor whose shape is always the same, so
 * nothing is linked that was not linked before.
 *
 * @param owner the class that has its method; it is initialized when the method is called
 * @param call calls the method
 */
public record LambdaStub(Class<?> owner, Action call) implements Action {
  private static final MethodType CONSTRUCTOR = MethodType.methodType(void.class, Object[].class);
  private static final MethodType MAKER = MethodType.methodType(Object.class, Object[].class);

  @Override
  public void perform() throws Exception {
    call.perform();
  }

  /**
   * Writes what {@link #read} reads.
   *
   * @throws NotSendableException if a captured value cannot be sent
   */
  static void write(WireOutput out, LambdaParts parts, String what) {
    out.note(parts.lambda());
    out.writeText(parts.owner());
    out.writeSized(parts.stub());
    ObjectCodec.write(out, parts.captured(), what);
  }

  /**
   * Rebuilds a lambda.
   *
   * @throws NotSendableException if it cannot be rebuilt
   */
  static LambdaStub read(WireInput in, ClassLoader loader, String what) {
    String owner = in.readText();
    byte[] stub = in.readSized();
    Object captured = ObjectCodec.read(in, loader, what);
    if (!(captured instanceof ArrayList<?> values)) {
      throw new NotSendableException(what + " arrived damaged: captured=" + captured, null);
    }
    try {
      Class<?> beside = Class.forName(owner, false, loader);
      Lookup lookup = MethodHandles.privateLookupIn(beside, MethodHandles.lookup());
      Lookup made = lookup.defineHiddenClass(stub, true, Lookup.ClassOption.NESTMATE);
      @Nullable Object[] array = values.toArray();
      Object call =
          made.findConstructor(made.lookupClass(), CONSTRUCTOR).asType(MAKER).invokeExact(array);
      return new LambdaStub(beside, (Action) call);
    } catch (Throwable e) {
      throw ObjectCodec.unreadable(what, e);
    }
  }
}
