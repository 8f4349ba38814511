package dev.procession.pool;

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
import dev.procession.internal.wire.FrameWriter;
import dev.procession.internal.wire.ItemWriter;
import dev.procession.internal.wire.ObjectCodec;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A worker that is initialized, maps a few items, one of which fails, runs a task, and stops. */
final class WorkerRehearsal implements Rehearsal {
  private static final int FUNCTION = 1;
  private static final int LANE = 0;
  private static final int OTHER_LANE = 1;

  /** Made through reflection. */
  WorkerRehearsal() {}

  @Override
  public void play(ChildSession session) throws Exception {
    Bell bell = new Bell(SharedThings.create(Bell.plan("")));
    Link link = Link.ofParent(SharedThings.create(Link.plan("")));
    var introduction = new FrameWriter(session.data());
    introduction.add(Protocol.LINK, new Introduction(link.address(), bell.address(), 0).toBytes());
    introduction.flush();
    putWork(link, session.slot());
    expectStop(new WorkerBody().run(session));
    link.close();
    bell.close();
  }

  /** The same in a spare: nobody is at the other end of its socket, and it has no slot yet. */
  static void playAlone() throws IOException {
    Bell bell = new Bell(SharedThings.create(Bell.plan("")));
    Link link = Link.ofParent(SharedThings.create(Link.plan("")));
    ProcessSlot slot = ProcessSlot.alone();
    putWork(link, slot);
    byte[] introduction = bytes(new Introduction(link.address(), bell.address(), 0));
    try (Link.Worker worker = Introduction.of(introduction).connect()) {
      expectStop(new WorkerBody().work(worker, slot));
    }
    link.close();
    bell.close();
  }

  private static byte[] bytes(Introduction introduction) {
    ByteBuffer encoded = introduction.toBytes();
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  private static void expectStop(int exitCode) {
    if (exitCode != 0) {
      throw new IllegalStateException("the rehearsed worker has not been told to stop");
    }
  }

  /** All that the worker gets to do. */
  private static void putWork(Link link, ProcessSlot slot) throws IOException {
    var writer = new FrameWriter(link.output());
    var nothing = new WireOutput(16);
    ObjectCodec.write(nothing, null, "the initializer");
    writer.add(
        Protocol.INITIALIZE, numbers(ClassDesk.LOCAL), ByteBuffer.wrap(nothing.toByteArray()));

    int one = 1;
    Fn<Object, Object> function = item -> item instanceof Integer n ? n + one : fail(item);
    writer.add(
        Protocol.FUNCTION,
        numbers(FUNCTION, ClassDesk.LOCAL),
        ByteBuffer.wrap(CallFunction.of(function, StartMethod.SPAWN).bytes()));

    var items = new ItemWriter(512);
    items.addValue(1, "the item");
    items.addValue("one", "the item");
    slot.claims(LANE).offer(1, items.count());
    addChunk(writer, 1, LANE, FUNCTION, items);

    Task<String> task = () -> "done";
    var tasks = new ItemWriter(512);
    tasks.addValue(task, "the task");
    slot.claims(OTHER_LANE).offer(2, tasks.count());
    addChunk(writer, 2, OTHER_LANE, Protocol.CALL_ITEM, tasks);

    writer.add(Protocol.STOP);
    writer.flush();
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
