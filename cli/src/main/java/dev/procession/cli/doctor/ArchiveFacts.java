package dev.procession.cli.doctor;

import dev.procession.ClassArchive;
import dev.procession.ClassArchive.State;
import dev.procession.ClassArchives;
import dev.procession.cli.Sizes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The archives of loaded classes: where they are, which there are, and which one applies here. */
final class ArchiveFacts {
  private ArchiveFacts() {}

  static void tell(Report report, ClassArchive here) {
    report.fact(
        "cache directory",
        ClassArchives.directory().map(Path::toString).orElse("none; set -Ddev.procession.cache"));
    for (ClassArchive archive : ClassArchives.list()) {
      report.fact("archive", line(archive));
      value(archive, "jdk=").forEach(jdk -> report.more("JDK         " + jdk));
      value(archive, "class=").forEach(jar -> report.more("class path  " + jar));
      value(archive, "module=").forEach(path -> report.more("modules     " + path));
    }
    String name = here.file().map(ArchiveFacts::name).orElse("none");
    report.fact(
        "for this setup",
        name + ", " + state(here.state()) + (here.reason().isEmpty() ? "" : ": " + here.reason()));
  }

  private static String line(ClassArchive archive) {
    return archive.file().map(ArchiveFacts::name).orElse("?")
        + ", "
        + state(archive.state())
        + ", "
        + Sizes.text(archive.bytes())
        + ", last used "
        + age(archive.lastUse())
        + (archive.reason().isEmpty() ? "" : ": " + archive.reason());
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  static String state(State state) {
    return state == State.FOREIGN ? "not ours" : state.name().toLowerCase(Locale.ROOT);
  }

  private static String age(Instant when) {
    long days = Duration.between(when, Instant.now()).toDays();
    return days == 0 ? "today" : days == 1 ? "a day ago" : days + " days ago";
  }

  private static List<String> value(ClassArchive archive, String name) {
    return archive.key().stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()))
        .toList();
  }
}
