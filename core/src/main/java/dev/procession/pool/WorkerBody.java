package dev.procession.pool;

import dev.procession.ProcessionException;
import dev.procession.StartMethod;
import dev.procession.internal.proc.ChildBody;
import dev.procession.internal.proc.ChildSession;
import dev.procession.internal.proc.ClassOffer;
import dev.procession.internal.proc.ControlMessage;
import dev.procession.internal.shm.ItemClaims;
import dev.procession.internal.shm.Link;
import dev.procession.internal.shm.ParcelDesk;
import dev.procession.internal.shm.ParcelShelf;
import dev.procession.internal.shm.ProcessSlot;
import dev.procession.internal.stub.ActionCodec;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.FrameReader;
import dev.procession.internal.wire.FrameWriter;
import dev.procession.internal.wire.ItemReader;
import dev.procession.internal.wire.ItemSlice;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker process does: reads messages of {@link Protocol} and runs the items of chunks.
 *
 * <p>User code runs only between {@link ItemDesk#begin} and {@link ItemDesk#succeed}, and only for
 * an item that has been claimed in shared memory. That includes rebuilding the function and the
 * argument and encoding the result. So whatever user code does to this process, the pool knows
 * which item did it.
 */
final class WorkerBody implements ChildBody {
  /** Results wait for company for this many items before the clock is looked at. */
  private static final int CLOCK_EVERY = 16;

  private static final long FLUSH_AFTER_NANOS = 500_000;

  /** For each single item somebody may wait. */
  private static final long FLUSH_SINGLE_AFTER_NANOS = 50_000;

  private static final int FLUSH_AFTER_BYTES = 128 << 10;

  /** More than one, so that what is used most is compiled. */
  private static final int REHEARSALS = 3;

  /** How often this process has rehearsed. Used by the main thread of a spare. */
  private static int rehearsals;

  private final WorkerHost host;
  private final Map<Integer, SentFunction> functions = new HashMap<>();

  /** The context class loader of the task thread, as it was last set here. */
  private ClassLoader context = ClassLoader.getSystemClassLoader();

  /** Set before the control thread starts to call. */
  private volatile @Nullable ItemDesk desk;

  /** Made by {@code ChildMain} through reflection. */
  WorkerBody() {
    this(new ProcessHost());
  }

  /** For a worker that is a thread. */
  WorkerBody(WorkerHost host) {
    this.host = host;
  }

  @Override
  public int run(ChildSession session) throws IOException {
    return work(Introduction.of(session.work()).connect(), session.slot());
  }

  /** Does what the pool says until it says no more; returns the exit code. */
  int work(Link.Worker link, ProcessSlot slot) throws IOException {
    Thread.currentThread().setContextClassLoader(context);
    try (var arguments = new ParcelDesk(false);
        var shelf = new ParcelShelf(true)) {
      return work(link, slot, arguments, shelf);
    }
  }

  private int work(Link.Worker link, ProcessSlot slot, ParcelDesk arguments, ParcelShelf shelf)
      throws IOException {
    var reader = new FrameReader(link);
    var writer = new FrameWriter(link);
    var results = new ItemDesk(writer, Thread.currentThread(), host, shelf);
    desk = results;
    boolean stopping = false;
    functions.put(Protocol.CALL_ITEM, SentFunction.callItem());
    for (FrameReader.Frame frame = reader.next(); frame != null; frame = reader.next()) {
      var in = new WireInput(frame.payload());
      switch (frame.type()) {
        case Protocol.INITIALIZE -> {
          if (!initialize(in, enter(in.readInt()), writer)) {
            return 0;
          }
        }
        case Protocol.FUNCTION -> {
          int number = in.readInt();
          ClassLoader loader = host.loader(in.readInt());
          functions.put(number, new SentFunction(in, loader));
        }
        case Protocol.FORGET -> forget(functions.remove(in.readInt()));
        case Protocol.CHUNK -> runChunk(in, slot, results, arguments);
        case Protocol.TIDY -> {
          boolean idle = in.readByte() != 0;
          shelf.tidy(idle);
          if (idle) {
            arguments.clear();
          }
        }
        case Protocol.CLASSES -> {
          host.connect(ClassOffer.of(in.skip(in.remaining())));
        }
        case Protocol.STOP -> stopping = true;
        default -> throw new IOException("unknown message: type=" + frame.type());
      }
      if (stopping && !shelf.hasUnopened()) {
        // Else the pool says when it has what would be lost with this process.
        return 0;
      }
    }
    return ORPHANED;
  }

  @Override
  public void onControl(ControlMessage message) {
    ItemDesk results = desk;
    if (results == null) {
      return;
    }
    if (message.kind() == Protocol.INTERRUPT) {
      results.interrupt(message.chunk(), message.item());
    } else if (message.kind() == Protocol.FLUSH) {
      results.flush();
    }
  }

  /**
   * Plays a worker's life. A worker that has never done so needs a quarter of a second from its
   * assignment to its first item, and a pool that has lost one waits for that.
   */
  @Override
  public void warmUp(StartMethod method) {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try {
      if (rehearsals++ < REHEARSALS) {
        WorkerRehearsal.playAlone();
      }
    } catch (IOException | ProcessionException noRoom) {
      // Nothing is lost but time; if this is serious the worker's own start will tell.
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static void forget(@Nullable SentFunction function) {
    if (function != null) {
      function.close();
    }
  }

  private static boolean initialize(WireInput in, ClassLoader loader, FrameWriter writer)
      throws IOException {
    try {
      Object initializer = ActionCodec.read(in, loader, Protocol.INITIALIZER);
      if (initializer != null) {
        CallItem.run(initializer);
      }
      // An interrupt that it has left behind must not hit the first task.
      Thread.interrupted();
    } catch (Throwable e) {
      var error = new WireOutput(1024);
      ErrorCodec.write(error, e);
      writer.add(Protocol.INITIALIZER_FAILED, ByteBuffer.wrap(error.array(), 0, error.position()));
      writer.flush();
      return false;
    }
    writer.add(Protocol.READY);
    writer.flush();
    return true;
  }

  /** The loader for code that runs now: it becomes the context class loader. */
  private ClassLoader enter(int number) throws IOException {
    ClassLoader loader = host.loader(number);
    if (loader != context) {
      context = loader;
      Thread.currentThread().setContextClassLoader(loader);
    }
    return loader;
  }

  private void runChunk(WireInput in, ProcessSlot slot, ItemDesk results, ParcelDesk arguments)
      throws IOException {
    int chunk = in.readInt();
    int lane = in.readInt();
    int name = in.readInt();
    SentFunction function = functions.get(name);
    if (function == null) {
      throw new IllegalStateException("a chunk names a function that was never sent");
    }
    ClassLoader loader = enter(in.readInt());
    int flags = in.readInt();
    boolean timed = (flags & Protocol.TIMED) != 0;
    boolean single = (flags & Protocol.SINGLE) != 0;
    ItemReader items = ItemSlice.of(in, arguments).reader();
    ItemClaims claims = slot.claims(lane);
    results.beginChunk(chunk, lane);
    while (true) {
      if (timed) {
        // Before the claim: a reader that sees the claim then sees a time that is not too early.
        slot.itemBegan(System.nanoTime());
      }
      int item = claims.claim(chunk);
      if (item == ItemClaims.NONE) {
        break;
      }
      boolean healthy = runItem(function, items, item, results, loader);
      claims.finish(chunk, item);
      if (!healthy) {
        results.flush();
        host.giveUp();
      }
      if (results.isUrgent()) {
        results.flush();
      } else if (single) {
        results.flushIfDue(FLUSH_SINGLE_AFTER_NANOS, FLUSH_AFTER_BYTES);
      } else if (item % CLOCK_EVERY == CLOCK_EVERY - 1) {
        results.flushIfDue(FLUSH_AFTER_NANOS, FLUSH_AFTER_BYTES);
      }
    }
    results.flush();
  }

  /** Returns false if the virtual machine is not to be trusted any more. */
  private static boolean runItem(
      SentFunction function, ItemReader items, int item, ItemDesk results, ClassLoader loader) {
    results.begin(item);
    boolean healthy = true;
    Object value = null;
    Throwable failure = null;
    try {
      Object argument = items.nextValue(loader, "the argument");
      value = function.call(argument);
    } catch (StackOverflowError e) {
      failure = e;
    } catch (VirtualMachineError e) {
      failure = e;
      healthy = false;
    } catch (Throwable e) {
      failure = e;
    }
    if (failure == null) {
      results.succeed(value);
    } else {
      results.fail(RemoteStack.trimmed(failure));
    }
    return healthy;
  }
}
