package dev.procession.internal.shm;

import static dev.procession.internal.shm.SegmentLayout.CREATED;
import static dev.procession.internal.shm.SegmentLayout.CREATOR;
import static dev.procession.internal.shm.SegmentLayout.DATA;
import static dev.procession.internal.shm.SegmentLayout.DATA_SIZE;
import static dev.procession.internal.shm.SegmentLayout.GATES;
import static dev.procession.internal.shm.SegmentLayout.GATE_COUNT;
import static dev.procession.internal.shm.SegmentLayout.HEADER_SIZE;
import static dev.procession.internal.shm.SegmentLayout.ID;
import static dev.procession.internal.shm.SegmentLayout.KIND;
import static dev.procession.internal.shm.SegmentLayout.MAGIC;
import static dev.procession.internal.shm.SegmentLayout.MAGIC_OFFSET;
import static dev.procession.internal.shm.SegmentLayout.MOST_GATES;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_LOCK;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_NUMBER;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_TICKETS;
import static dev.procession.internal.shm.SegmentLayout.PARTIES;
import static dev.procession.internal.shm.SegmentLayout.PARTIES_EVER;
import static dev.procession.internal.shm.SegmentLayout.PARTY_ROOM;
import static dev.procession.internal.shm.SegmentLayout.SIZE;
import static dev.procession.internal.shm.SegmentLayout.SLEEP;
import static dev.procession.internal.shm.SegmentLayout.VERSION;
import static dev.procession.internal.shm.SegmentLayout.VERSION_OFFSET;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A private copy of a segment's header, checked: nothing in it leads outside of the memory.
 *
 * @param kind what the segment holds
 * @param size of it all, in bytes
 * @param idHigh first half of the id
 * @param idLow second half of the id
 * @param creator who made it, as in {@link ProcessIds}
 * @param created when, in milliseconds since 1970
 */
record SegmentHeader(
    SegmentKind kind, long size, long idHigh, long idLow, long creator, long created) {

  /**
   * Reads and checks the header.
   *
   * @throws DamagedSegmentException naming the first value that cannot be
   */
  static SegmentHeader read(SegmentFile file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_SIZE).order(ByteOrder.nativeOrder());
    file.read(bytes);
    return check(bytes, file.size());
  }

  private static SegmentHeader check(ByteBuffer bytes, long fileSize) {
    require(bytes.position() == HEADER_SIZE, "header size", bytes.position());
    require(bytes.getLong(MAGIC_OFFSET) == MAGIC, "magic", bytes.getLong(MAGIC_OFFSET));
    require(bytes.getInt(VERSION_OFFSET) == VERSION, "version", bytes.getInt(VERSION_OFFSET));
    long size = bytes.getLong(SIZE);
    require(size >= HEADER_SIZE && size <= fileSize, "size", size);
    int parties = bytes.getInt(PARTIES);
    int room = bytes.getInt(PARTY_ROOM);
    require(parties >= HEADER_SIZE && parties <= size && parties % 64 == 0, "parties", parties);
    require(room >= 0 && room <= (size - parties) / PartyLayout.SIZE, "party room", room);
    int ever = bytes.getInt(PARTIES_EVER);
    require(ever >= 0 && ever <= room, "parties ever", ever);
    int data = bytes.getInt(DATA);
    long dataSize = bytes.getLong(DATA_SIZE);
    require(data == parties + room * PartyLayout.SIZE, "data", data);
    require(dataSize == size - data, "data size", dataSize);
    int gates = bytes.getInt(GATE_COUNT);
    require(gates >= 0 && gates <= MOST_GATES, "gates", gates);
    for (int i = 0; i < gates; i++) {
      int gate = bytes.getInt(GATES + i * Integer.BYTES);
      require(gate >= HEADER_SIZE && gate <= parties - 4 && gate % 4 == 0, "gate", gate);
    }
    requireWords(bytes.getInt(OUTLINE_LOCK), LockLayout.SIZE, parties, "lock");
    requireWords(bytes.getInt(OUTLINE_TICKETS), TicketLockLayout.SIZE, parties, "tickets");
    int number = bytes.getInt(OUTLINE_NUMBER);
    require(number == 0 || number >= HEADER_SIZE && number <= size - 8, "number", number);
    require(number % 8 == 0, "number", number);
    int sleep = bytes.getInt(SLEEP);
    require(sleep == Waiter.POLLING || sleep == Waiter.KERNEL, "sleep", sleep);
    return new SegmentHeader(
        SegmentKind.of(bytes.getInt(KIND)),
        size,
        bytes.getLong(ID),
        bytes.getLong(ID + Long.BYTES),
        bytes.getLong(CREATOR),
        bytes.getLong(CREATED));
  }

  private static void requireWords(int offset, int size, int end, String what) {
    boolean inside = offset >= HEADER_SIZE && offset <= end - size;
    require(offset == 0 || inside && offset % 64 == 0, what, offset);
  }

  private static void require(boolean good, String what, long value) {
    if (!good) {
      throw new DamagedSegmentException(what + "=" + value);
    }
  }
}
