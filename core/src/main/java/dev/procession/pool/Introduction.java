package dev.procession.pool;

import dev.procession.internal.proc.SharedThings;
import dev.procession.internal.shm.Bell;
import dev.procession.internal.shm.Link;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;

/**
 * What a worker is told as it is started: where all messages go.
 *
 * @param link where the two streams of messages are
 * @param bell what to ring when there is something to read
 * @param number what to say then
 */
record Introduction(SegmentAddress link, SegmentAddress bell, int number) {

  byte[] toBytes() {
    var out = new WireOutput(512);
    out.writeInt(number);
    write(out, link);
    write(out, bell);
    return out.toByteArray();
  }

  private static void write(WireOutput out, SegmentAddress address) {
    out.writeLong(address.idHigh());
    out.writeLong(address.idLow());
    out.writeText(address.place());
    out.writeText(address.origin());
  }

  static Introduction of(byte[] bytes) {
    var in = new WireInput(bytes);
    int number = in.readInt();
    return new Introduction(read(in), read(in), number);
  }

  private static SegmentAddress read(WireInput in) {
    return new SegmentAddress(in.readLong(), in.readLong(), in.readText(), in.readText());
  }

  /** Called by the worker. */
  Link.Worker connect() {
    return Link.ofWorker(
        SharedThings.attach(link, SegmentKind.LINK),
        new Bell(SharedThings.attach(bell, SegmentKind.BELL)),
        number);
  }
}
