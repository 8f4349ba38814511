package dev.procession.internal.shm;

import static dev.procession.internal.shm.SegmentLayout.OUTLINE_MASK;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_NAME;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_NAME_SIZE;
import static dev.procession.internal.shm.SegmentLayout.OUTLINE_NUMBER;
import static dev.procession.internal.shm.SegmentLayout.SIZE;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A segment as it looked from outside at one moment.
 *
 * @param kind what it is
 * @param label what people call it; may be empty
 * @param id tells it from all others
 * @param size of it all, in bytes
 * @param creator who made it, as in {@link ProcessIds}
 * @param created when, in milliseconds since 1970
 * @param users who uses it
 * @param holder who holds its lock; null if it has none, or if it is free
 * @param number a number worth showing; null if it has none
 * @param numberName what to call the number
 */
public record SegmentSight(
    SegmentKind kind,
    String label,
    String id,
    long size,
    long creator,
    long created,
    List<User> users,
    LockWord.@Nullable Holder holder,
    @Nullable Long number,
    String numberName) {

  /**
   * A process that uses a segment.
   *
   * @param process as in {@link ProcessIds}
   * @param name what it was called as it joined
   * @param asleep how many of its threads sleep here
   * @param held what it holds: permits, or shares of a lock
   */
  public record User(long process, String name, int asleep, int held) {}

  /** What the process is called that has this identity; empty if it is not among the users. */
  public String nameOf(long process) {
    for (User user : users) {
      if (user.process == ProcessIds.of(process)) {
        return user.name;
      }
    }
    return "";
  }

  static SegmentSight of(Segment segment) {
    int number = segment.getInt(OUTLINE_NUMBER);
    return new SegmentSight(
        segment.kind(),
        segment.label(),
        segment.id(),
        segment.getLong(SIZE),
        segment.creator(),
        segment.created(),
        users(segment.parties()),
        holder(segment),
        // How many items a queue holds is no single number in it.
        segment.kind() == SegmentKind.QUEUE
            ? (Long) RecordLog.sizeOf(segment)
            : number == 0 ? null : segment.getLong(number) & segment.getLong(OUTLINE_MASK),
        segment.text(OUTLINE_NAME, OUTLINE_NAME_SIZE));
  }

  private static List<User> users(PartyTable parties) {
    List<User> users = new ArrayList<>();
    for (int party = 0; party < parties.ever(); party++) {
      long process = parties.process(party);
      if (process != ProcessIds.NOBODY) {
        users.add(
            new User(process, parties.name(party), parties.asleep(party), parties.held(party)));
      }
    }
    return List.copyOf(users);
  }

  private static LockWord.@Nullable Holder holder(Segment segment) {
    LockWord word = Outline.lockOf(segment);
    if (word == null) {
      return null;
    }
    LockWord.Holder holder = word.holder();
    return holder.process() == ProcessIds.NOBODY ? null : holder;
  }
}
