package dev.procession.internal.shm;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds the segments of all programs that this user may look at: through the descriptors of their
 * processes, or, where there is no {@code /proc}, through the files behind them.
 */
public final class Census {
  private static final Path PROCESSES = Path.of("/proc");

  private final Map<String, SegmentSight> found = new LinkedHashMap<>();

  private Census() {}

  /** Looks at them all, one after the other; none is changed. */
  public static Collection<SegmentSight> take() {
    var census = new Census();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        census.lookThrough(process.resolve("fd"));
      }
    } catch (IOException noSuchFolder) {
      // Then the segments are files with names.
    }
    ScratchFiles.sharedFiles().forEach(census::lookAt);
    return census.found.values();
  }

  private void lookThrough(Path descriptors) {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
      for (Path link : links) {
        if (isOurs(link)) {
          lookAt(link);
        }
      }
    } catch (IOException anotherUsersOrGone) {
      // There is nothing that we may see.
    }
  }

  private static boolean isOurs(Path link) {
    try {
      Path target = Files.readSymbolicLink(link).getFileName();
      return target != null
          && (target.toString().startsWith("memfd:" + ScratchFiles.PREFIX)
              || target.toString().startsWith(ScratchFiles.PREFIX));
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private void lookAt(Path place) {
    try {
      Segment segment = Segments.look(place);
      try {
        if (!segment.kind().isOfPool()) {
          found.putIfAbsent(segment.id(), SegmentSight.of(segment));
        }
      } finally {
        segment.release();
      }
    } catch (IOException | DamagedSegmentException noSegment) {
      // Another file of ours, such as a process table, or gone meanwhile.
    }
  }
}
