package dev.procession.pool;

import dev.procession.Action;
import dev.procession.Fn;
import dev.procession.StartMethod;
import dev.procession.Task;
import dev.procession.internal.proc.ChildSession;
import dev.procession.internal.proc.Rehearsal;
import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.ship.ClassDesk;
import dev.procession.internal.shm.Bell;
import dev.procession.internal.shm.Link;
import dev.procession.internal.shm.ProcessSlot;
import dev.procession.internal.shm.Segments;
import dev.procession.internal.stub.ActionCodec;
import dev.procession.internal.wire.FrameWriter;
import dev.procession.internal.wire.ItemWriter;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;

/** A worker that is initialized, maps a few items, one of which fails, runs a task, and stops. */
final class WorkerRehearsal implements Rehearsal {
  private static final int FUNCTION = 1;
  private static final int TASK = 2;
  private static final int LANE = 0;
  private static final int OTHER_LANE = 1;

  /** So that the initializer has an effect. Used by the main thread. */
  private static int initialized;

  /** Made through reflection. */
  WorkerRehearsal() {}

  @Override
  public void play(ChildSession session) throws Exception {
    play(session.slot());
  }

  /** The same in a spare: nobody is at the other end of its socket, and it has no slot yet. */
  static void playAlone() throws IOException {
    play(ProcessSlot.alone());
  }

  private static void play(ProcessSlot slot) throws IOException {
    Bell bell = new Bell(SharedThings.create(Bell.plan("")));
    Link link = Link.ofParent(SharedThings.create(Link.plan("")));
    find(link);
    putWork(link, slot);
    // As a pool that sleeps: the worker has to wake it.
    bell.enlist();
    byte[] introduction = new Introduction(link.address(), bell.address(), 0).toBytes();
    try (Link.Worker worker = Introduction.of(introduction).connect()) {
      expectStop(new WorkerBody().work(worker, slot));
    }
    link.close();
    bell.close();
  }

  /** Segments made here are known here; a worker has to map those that it is told of. */
  private static void find(Link link) throws IOException {
    Segments.look(Path.of(link.address().place())).release();
  }

  private static void expectStop(int exitCode) {
    if (exitCode != 0) {
      throw new IllegalStateException("the rehearsed worker has not been told to stop");
    }
  }

  /** All that the worker gets to do. */
  private static void putWork(Link link, ProcessSlot slot) throws IOException {
    var writer = new FrameWriter(link.output());
    int one = 1;
    var encoded = new WireOutput(512);
    Action initializer = () -> initialized = one;
    ActionCodec.write(encoded, initializer, Protocol.INITIALIZER);
    writer.add(
        Protocol.INITIALIZE, numbers(ClassDesk.LOCAL), ByteBuffer.wrap(encoded.toByteArray()));

    Fn<Object, Object> function = item -> item instanceof Integer n ? n + one : fail(item);
    addFunction(writer, FUNCTION, CallFunction.of(function, StartMethod.SPAWN));

    var items = new ItemWriter(512);
    items.addValue(1, "the item");
    items.addValue("one", "the item");
    slot.claims(LANE).offer(1, items.count());
    addChunk(writer, 1, LANE, FUNCTION, items);

    Task<Integer> task = () -> one + 1;
    PlainLambda plain = Objects.requireNonNull(PlainLambda.of(task));
    addFunction(writer, TASK, plain.function());
    var captured = new ItemWriter(512);
    captured.addValue(plain.captured(), "the task");
    slot.claims(OTHER_LANE).offer(2, captured.count());
    addChunk(writer, 2, OTHER_LANE, TASK, captured);

    writer.add(Protocol.STOP);
    writer.flush();
  }

  private static void addFunction(FrameWriter writer, int number, CallFunction function)
      throws IOException {
    writer.add(
        Protocol.FUNCTION, numbers(number, ClassDesk.LOCAL), ByteBuffer.wrap(function.bytes()));
  }

  private static Object fail(Object item) {
    throw new IllegalArgumentException("not a number: item=" + item);
  }

  private static void addChunk(
      FrameWriter writer, int chunk, int lane, int function, ItemWriter items) {
    ByteBuffer head = numbers(chunk, lane, function, ClassDesk.LOCAL, 0);
    ByteBuffer[] pieces = items.pieces();
    writer.add(Protocol.CHUNK, head, pieces[0], pieces[1]);
  }

  private static ByteBuffer numbers(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    return bytes.flip();
  }
}
