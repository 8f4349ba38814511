package dev.procession.inspect;

import dev.procession.sync.LockOwner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that processes share, as it was a moment ago.
 *
 * @param kind such as {@code lock}, {@code semaphore}, {@code array}, {@code shared memory}
 * @param name what its maker called it; may be empty
 * @param id tells it from all others; empty for shared memory, which its name tells apart
 * @param size in bytes
 * @param creator the process id of its maker, which may have ended
 * @param created when it was made; empty if that is not known
 * @param users the processes that have it open, or own it
 * @param holder who holds its lock, if anyone does
 * @param detail the number that matters most, such as {@code permits=2}; may be empty
 */
public record SharedResource(
    String kind,
    String name,
    String id,
    long size,
    long creator,
    Optional<Instant> created,
    List<User> users,
    Optional<LockOwner> holder,
    String detail) {

  /**
   * A process that uses something shared.
   *
   * @param pid its process id
   * @param name what it is called; may be empty
   * @param alive whether it still lived
   * @param waiting how many of its threads slept until something happens to it
   * @param held how many permits it held, or shares of a lock
   */
  public record User(long pid, String name, boolean alive, int waiting, int held) {}

  /**
   * How many threads wait, in all living processes.
   *
   * @return the number of threads; it may be another one by now
   */
  public int waiting() {
    return users.stream().filter(User::alive).mapToInt(User::waiting).sum();
  }
}
