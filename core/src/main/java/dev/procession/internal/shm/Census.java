package dev.procession.internal.shm;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds the segments of all programs that this user may look at: through the descriptors of their
 * processes, or, where there is no {@code /proc}, through the files behind them.
 */
public final class Census {
  private static final Path PROCESSES = Path.of("/proc");

  /** What the names of the files of bells have in them, see {@link SegmentFile#create}. */
  private static final String BELL = "-" + purpose(SegmentKind.BELL) + "-";

  private Census() {}

  /** Looks at them all, one after the other; none is changed. */
  public static Collection<SegmentSight> take() {
    Map<String, SegmentSight> found = new LinkedHashMap<>();
    visit(
        "-",
        segment -> {
          if (!segment.kind().isOfPool()) {
            found.putIfAbsent(segment.id(), SegmentSight.of(segment));
          }
        });
    return found.values();
  }

  /** Looks at the boards of all pools whose process lives; none is changed. */
  public static Collection<PoolSight> takePools() {
    Map<String, PoolSight> found = new LinkedHashMap<>();
    visit(
        BELL,
        segment -> {
          if (!ProcessIds.isDead(segment.creator())) {
            found.putIfAbsent(segment.id(), PoolSight.of(segment));
          }
        });
    return found.values();
  }

  static String purpose(SegmentKind kind) {
    return kind.text().replace(' ', '-');
  }

  /** Shows all segments whose file is called something like that; each at least once. */
  private static void visit(String part, Consumer<Segment> visitor) {
    Set<String> seen = new HashSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        lookThrough(process.resolve("fd"), part, seen, visitor);
      }
    } catch (IOException | DirectoryIteratorException noSuchFolder) {
      // Then the segments are files with names.
    }
    ScratchFiles.sharedFiles().forEach(file -> lookAt(file, visitor));
  }

  private static void lookThrough(
      Path descriptors, String part, Set<String> seen, Consumer<Segment> visitor) {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
      for (Path link : links) {
        String name = nameOf(link);
        if (isOurs(name) && name.contains(part) && !seen.contains(name) && lookAt(link, visitor)) {
          seen.add(name);
        }
      }
    } catch (IOException | DirectoryIteratorException anotherUsersOrGone) {
      // There is nothing that we may see.
    }
  }

  /** What the file behind a descriptor is called; empty if it has been closed meanwhile. */
  private static String nameOf(Path link) {
    try {
      Path target = Files.readSymbolicLink(link).getFileName();
      return target == null ? "" : target.toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private static boolean isOurs(String name) {
    return name.startsWith("memfd:" + ScratchFiles.PREFIX) || name.startsWith(ScratchFiles.PREFIX);
  }

  /** False if there was nothing to be seen. */
  private static boolean lookAt(Path place, Consumer<Segment> visitor) {
    try {
      Segment segment = Segments.look(place);
      try {
        visitor.accept(segment);
        return true;
      } finally {
        segment.release();
      }
    } catch (IOException | DamagedSegmentException | InternalError noSegment) {
      // Another file of ours, such as a process table, or gone or cut off meanwhile.
      return false;
    }
  }
}
