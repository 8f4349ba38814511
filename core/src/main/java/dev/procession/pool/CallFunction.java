package dev.procession.pool;

import dev.procession.Fn;
import dev.procession.StartMethod;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireOutput;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A function on its way to workers: encoded once, sent to each worker before the first chunk that
 * names it.
 *
 * @param number its name in messages, unique in this process until numbers wrap around; below
 *     {@link Protocol#CALL_ITEM} if workers keep it
 * @param bytes the encoded function
 * @param loader the foreign class loader that it needs, or null
 * @param promises what is kept for workers to fetch; null if nothing is
 */
record CallFunction(
    int number, byte[] bytes, @Nullable ClassLoader loader, @Nullable WireOutput promises) {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final AtomicInteger KEPT = new AtomicInteger();

  /**
   * Encodes a function.
   *
   * @param method how the workers are started
   * @throws dev.procession.NotSendableException if it cannot be sent
   */
  static CallFunction of(Fn<?, ?> fn, StartMethod method) {
    // One that workers keep would not see what has become of the static fields that it uses.
    CallFunction known = method == StartMethod.FORK ? null : PlainLambda.functionOf(fn);
    return known == null ? encode(fn, method) : known;
  }

  /** One that is the same in many calls: workers that have it keep it. */
  static CallFunction kept(Object function) {
    var out = new WireOutput(256);
    ObjectCodec.write(out, function, "the function");
    return new CallFunction(KEPT.decrementAndGet(), out.toByteArray(), null, null);
  }

  private static CallFunction encode(Fn<?, ?> fn, StartMethod method) {
    var out = new WireOutput(256).forMany();
    ObjectCodec.write(out, fn, "the function");
    ClassLoader loader = out.foreignLoader();
    StatefulFunction stateful = StatefulFunction.of(fn, loader, method, "the function");
    if (stateful != null) {
      out.rewind(0);
      ObjectCodec.write(out, stateful, "the function");
    }
    byte[] bytes = out.toByteArray();
    int number = NUMBERS.updateAndGet(last -> last == Integer.MAX_VALUE ? 1 : last + 1);
    return new CallFunction(number, bytes, loader, out.hasPromises() ? out : null);
  }

  /** Whether workers that have it keep it when a call of it is over. */
  boolean isKept() {
    return number < Protocol.CALL_ITEM;
  }

  /** No worker will need it any more. */
  void forget() {
    if (promises != null) {
      promises.rewind(0);
    }
  }
}
