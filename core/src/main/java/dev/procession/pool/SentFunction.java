package dev.procession.pool;

import dev.procession.Fn;
import dev.procession.NotSendableException;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireInput;
import java.io.IOException;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function in a worker, as it arrived until an item needs it. Rebuilding it is user code, so it
 * is left to the first item, which takes the blame if that goes wrong. Used by the task thread
 * only.
 */
final class SentFunction {
  private final @Nullable WireInput sent;
  private final ClassLoader loader;
  private @Nullable Fn<@Nullable Object, @Nullable Object> function;
  private @Nullable NotSendableException failure;

  /** The channels that have come with it. */
  private final List<Channel> channels = new ArrayList<>();

  SentFunction(WireInput sent, ClassLoader loader) {
    this.sent = sent;
    this.loader = loader;
  }

  private SentFunction(Fn<@Nullable Object, @Nullable Object> function) {
    this.sent = null;
    this.loader = ClassLoader.getSystemClassLoader();
    this.function = function;
  }

  /** The function for single tasks, which are their own argument. */
  static SentFunction callItem() {
    return new SentFunction(new CallItem());
  }

  @SuppressWarnings("NullAway") // null is allowed: the type arguments say so
  @Nullable Object call(@Nullable Object argument) throws Exception {
    Fn<@Nullable Object, @Nullable Object> ready = function;
    return (ready == null ? rebuild() : ready).call(argument);
  }

  @SuppressWarnings("unchecked")
  private Fn<@Nullable Object, @Nullable Object> rebuild() {
    WireInput in = sent;
    if (failure != null || in == null) {
      throw failure == null ? new IllegalStateException("no function") : failure;
    }
    try {
      var rebuilt =
          (Fn<@Nullable Object, @Nullable Object>)
              ObjectCodec.read(in, loader, "the function", channels::add);
      if (rebuilt == null) {
        throw new NotSendableException("the function became null on its way", null);
      }
      function = rebuilt;
      return rebuilt;
    } catch (NotSendableException e) {
      failure = e;
      throw e;
    }
  }

  /** No item needs it any more: nobody else could close what came with it. */
  void close() {
    for (Channel channel : channels) {
      try {
        channel.close();
      } catch (IOException nothingMoreToDo) {
        // The descriptor is released in any case.
      }
    }
  }
}
