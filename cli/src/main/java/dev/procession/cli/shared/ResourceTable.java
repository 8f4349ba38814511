package dev.procession.cli.shared;

import dev.procession.cli.Sizes;
import dev.procession.inspect.SharedResource;
import dev.procession.inspect.SharedResource.User;
import dev.procession.sync.LockOwner;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Shared things as a table for people: one line each. */
final class ResourceTable {
  private static final List<String> HEADINGS =
      List.of("KIND", "NAME", "SIZE", "AGE", "PROCESSES", "WAITING", "STATE");

  private static final int ID_DIGITS = 8;
  private static final String GAP = "  ";

  private final Instant now = Instant.now();
  private final List<List<String>> rows = new ArrayList<>();

  ResourceTable(List<SharedResource> resources) {
    rows.add(HEADINGS);
    for (SharedResource resource : resources) {
      rows.add(
          List.of(
              resource.kind(),
              name(resource),
              Sizes.text(resource.size()),
              resource.created().map(this::since).orElse("-"),
              processes(resource),
              resource.waiting() == 0 ? "-" : Integer.toString(resource.waiting()),
              state(resource)));
    }
  }

  private static String name(SharedResource resource) {
    // Anybody can name things so that they would tell the terminal something.
    return resource.name().isEmpty()
        ? resource.id().substring(0, ID_DIGITS)
        : resource.name().replaceAll("\\p{Cntrl}", "?");
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

  void print(PrintStream out) {
    int[] widths = new int[HEADINGS.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = row.get(column);
        line.append(cell).append(" ".repeat(widths[column] - cell.length())).append(GAP);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
