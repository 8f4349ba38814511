package dev.procession.cli.shared;

import dev.procession.cli.Sizes;
import dev.procession.cli.TextTable;
import dev.procession.inspect.SharedResource;
import dev.procession.inspect.SharedResource.User;
import dev.procession.sync.LockOwner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Shared things as a table for people: one line each. */
public final class ResourceTable {
  private static final int ID_DIGITS = 8;

  private final Instant now = Instant.now();
  private final TextTable table =
      new TextTable("KIND", "NAME", "SIZE", "AGE", "PROCESSES", "WAITING", "STATE");

  /**
   * A row for each.
   *
   * @param resources what is shared
   */
  public ResourceTable(List<SharedResource> resources) {
    for (SharedResource resource : resources) {
      table.row(
          resource.kind(),
          name(resource),
          Sizes.text(resource.size()),
          resource.created().map(this::since).orElse("-"),
          processes(resource),
          resource.waiting() == 0 ? "-" : Integer.toString(resource.waiting()),
          state(resource));
    }
  }

  /**
   * The table.
   *
   * @return the headings, then the rows
   */
  public List<String> lines() {
    return table.lines();
  }

  private static String name(SharedResource resource) {
    return resource.name().isEmpty() ? resource.id().substring(0, ID_DIGITS) : resource.name();
  }

  private static String processes(SharedResource resource) {
    return resource.users().stream()
        .map(user -> user.pid() + (user.alive() ? "" : " (dead)"))
        .distinct()
        .collect(Collectors.joining(","));
  }

  private String state(SharedResource resource) {
    List<String> parts = new ArrayList<>();
    resource.holder().ifPresent(holder -> parts.add(held(holder)));
    if (!resource.detail().isEmpty()) {
      parts.add(resource.detail());
    }
    for (User user : resource.users()) {
      if (user.held() > 0) {
        parts.add(user.held() + " held by " + user.pid());
      }
    }
    return parts.isEmpty() ? "-" : String.join(", ", parts);
  }

  private String held(LockOwner holder) {
    String since = holder.since().equals(Instant.EPOCH) ? "" : " for " + since(holder.since());
    boolean alive = ProcessHandle.of(holder.pid()).isPresent();
    return "held by " + holder + (alive ? "" : " (dead)") + since;
  }

  private String since(Instant then) {
    Duration age = Duration.between(then, now);
    if (age.toDays() > 0) {
      return age.toDays() + " d";
    }
    if (age.toHours() > 0) {
      return age.toHours() + " h";
    }
    return age.toMinutes() > 0 ? age.toMinutes() + " min" : Math.max(0, age.toSeconds()) + " s";
  }
}
