package dev.procession.inspect;

import dev.procession.internal.shm.Census;
import dev.procession.internal.shm.LockWord;
import dev.procession.internal.shm.NamedTags;
import dev.procession.internal.shm.ProcessIds;
import dev.procession.internal.shm.ScratchFiles;
import dev.procession.internal.shm.SegmentSight;
import dev.procession.sync.LockOwner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the programs of this machine share, as far as this user may see it. */
public final class SharedResources {
  private SharedResources() {}

  /**
   * Looks at everything that is shared at this moment: locks, semaphores and their kin, numbers,
   * arrays, records, and named memory that has an owner. Nothing is changed and nobody is held up.
   *
   * @return sorted by kind and name
   */
  public static List<SharedResource> list() {
    List<SharedResource> all = new ArrayList<>();
    Census.take().forEach(sight -> all.add(resource(sight)));
    NamedTags.sights().forEach(sight -> all.add(resource(sight)));
    all.sort(
        Comparator.comparing(SharedResource::kind)
            .thenComparing(SharedResource::name)
            .thenComparing(SharedResource::id));
    return List.copyOf(all);
  }

  /**
   * Removes what processes have left that are dead: files of starting children, sockets, named
   * memory whose owners were killed. What a living process has is left alone, as is what belongs to
   * another user. Procession does the same by itself now and then, but spares what is younger than
   * a minute: on a machine where containers share a folder for temporary files, a process in
   * another container looks dead.
   *
   * @return the names of what was removed
   */
  public static List<String> clean() {
    return ScratchFiles.sweepNow();
  }

  private static SharedResource resource(SegmentSight sight) {
    return new SharedResource(
        sight.kind().text(),
        sight.label(),
        sight.id(),
        sight.size(),
        ProcessIds.pid(sight.creator()),
        Optional.of(Instant.ofEpochMilli(sight.created())),
        sight.users().stream().map(SharedResources::user).toList(),
        Optional.ofNullable(sight.holder()).map(holder -> owner(sight, holder)),
        sight.number() == null ? "" : sight.numberName() + "=" + sight.number());
  }

  private static SharedResource resource(NamedTags.Sight sight) {
    return new SharedResource(
        "shared memory",
        sight.name(),
        "",
        sight.size(),
        sight.owner(),
        Optional.empty(),
        List.of(new SharedResource.User(sight.owner(), "", sight.isOwnerAlive(), 0, 0)),
        Optional.empty(),
        "");
  }

  private static SharedResource.User user(SegmentSight.User user) {
    return new SharedResource.User(
        ProcessIds.pid(user.process()),
        user.name(),
        !ProcessIds.isDead(user.process()),
        user.asleep(),
        user.held());
  }

  private static LockOwner owner(SegmentSight sight, LockWord.Holder holder) {
    return new LockOwner(
        ProcessIds.pid(holder.process()),
        sight.nameOf(holder.process()),
        holder.thread(),
        Instant.ofEpochMilli(holder.since()));
  }
}
