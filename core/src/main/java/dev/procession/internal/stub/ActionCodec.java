package dev.procession.internal.stub;

import dev.procession.NotSendableException;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a new process is to do, to bytes and back: a lambda as a {@link LambdaStub}, anything else
 * by serialization.
 */
public final class ActionCodec {
  private static final int OBJECT = 0;

  /** A lambda whose captured values are plain: none of the user's code is needed to rebuild it. */
  private static final int PLAIN_STUB = 1;

  private static final int STUB = 2;

  /** What is written begins with a byte below this. */
  public static final int FORMS = 3;

  private ActionCodec() {}

  /**
   * Writes what {@link #read} reads.
   *
   * @param what what the action is, for messages
   * @throws NotSendableException if it cannot be sent
   */
  public static void write(WireOutput out, @Nullable Serializable action, String what) {
    int begin = out.position();
    LambdaParts parts = action == null ? null : LambdaParts.of(action);
    if (parts == null || !writeStub(out, parts, what)) {
      out.rewind(begin);
      out.writeByte(OBJECT);
      ObjectCodec.write(out, action, what);
    }
  }

  private static boolean writeStub(WireOutput out, LambdaParts parts, String what) {
    out.writeByte(ObjectCodec.isPlain(parts.captured()) ? PLAIN_STUB : STUB);
    try {
      LambdaStub.write(out, parts, what);
      return true;
    } catch (NotSendableException explainedBetterForTheLambda) {
      return false;
    }
  }

  /** Whether {@link #read} may run code of the user's. */
  public static boolean runsUserCode(WireInput in) {
    return in.array()[in.position()] != PLAIN_STUB;
  }

  /**
   * Rebuilds what was written; a lambda is a {@link LambdaStub} then.
   *
   * @throws NotSendableException if it cannot be rebuilt
   */
  public static @Nullable Object read(WireInput in, ClassLoader loader, String what) {
    return switch (in.readByte()) {
      case STUB, PLAIN_STUB -> LambdaStub.read(in, loader, what);
      default -> ObjectCodec.read(in, loader, what);
    };
  }
}
