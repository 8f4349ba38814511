package dev.procession.pool;

import dev.procession.Action;
import dev.procession.internal.stub.LambdaStub;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;

/**
 * The initializer of a pool to bytes and back. A lambda goes as a {@link LambdaStub}, since all
 * workers of a new pool rebuild it at the same time.
 */
final class InitializerCodec {
  private static final int NONE = 0;
  private static final int OBJECT = 1;
  private static final int STUB = 2;
  private static final String WHAT = "the initializer";

  private InitializerCodec() {}

  /**
   * Encodes the initializer of a pool, if it has one, for any number of workers.
   *
   * @throws dev.procession.NotSendableException if it cannot be sent
   */
  static WireOutput encode(PoolConfig config) {
    var out = new WireOutput(256).forMany();
    Action action = config.initializer();
    if (action == null) {
      out.writeByte(NONE);
      return out;
    }
    write(out, action);
    StatefulFunction stateful =
        StatefulFunction.of(action, out.foreignLoader(), config.context().startMethod(), WHAT);
    if (stateful != null) {
      out.rewind(0);
      writeObject(out, stateful);
    }
    return out;
  }

  static void write(WireOutput out, Action action) {
    out.writeByte(STUB);
    if (!LambdaStub.write(out, action, WHAT)) {
      out.rewind(0);
      writeObject(out, action);
    }
  }

  private static void writeObject(WireOutput out, Object action) {
    out.writeByte(OBJECT);
    ObjectCodec.write(out, action, WHAT);
  }

  /**
   * Rebuilds and runs it, in a worker; does nothing if there is none.
   *
   * @throws Exception what it throws, or why it cannot be rebuilt
   */
  static void run(WireInput in, ClassLoader loader) throws Exception {
    switch (in.readByte()) {
      case NONE -> {}
      case STUB -> LambdaStub.read(in, loader, WHAT).call().perform();
      default -> CallItem.run(ObjectCodec.read(in, loader, WHAT));
    }
  }
}
