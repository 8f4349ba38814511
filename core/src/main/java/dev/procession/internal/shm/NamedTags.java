package dev.procession.internal.shm;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who owns a named segment: which process's end is the end of the segment.
 *
 * <p>Each owner has a tag, a symbolic link beside the segment. It comes and goes in one step, and
 * takes no room in the segment. Its name is {@code procession-<pid>-<start of that
 * process>-named-<inode>-<pid namespace>}, its target the segment's name. The inode tells whether
 * the name still leads to the segment that was meant: a later one of the same name is not touched.
 * Nor is one that another living process owns as well.
 *
 * <p>A tag is there before the segment has its name, and goes after it.
 */
public final class NamedTags {
  private static final String PURPOSE = "named";
  private static final int INODE_PART = 4;
  private static final int NAMESPACE_PART = 5;

  /**
   * So many segments are reclaimed after one look at who else owns them: a look for each would take
   * minutes for many, and whoever becomes an owner after the look is not seen.
   */
  private static final int AT_ONCE = 100;

  private static final String OWN = ScratchFiles.ownPrefix() + PURPOSE + "-";

  /** In which pids mean what they mean here: a container often has its own, but our folder. */
  private static final String NAMESPACE = namespace();

  /** Set by any thread that makes this process an owner; read when the process ends. */
  private static volatile boolean used;

  private NamedTags() {}

  /** Whether this process has ever owned a segment. */
  public static boolean isUsed() {
    return used;
  }

  /** Makes this process an owner of a segment. */
  static synchronized void put(String name, long inode) throws IOException {
    if (!FileFacts.KNOWN) {
      return;
    }
    used = true;
    try {
      Files.createSymbolicLink(own(inode), Path.of(name));
    } catch (FileAlreadyExistsException ofAnEarlierSegmentOrTheSame) {
      Files.deleteIfExists(own(inode));
      Files.createSymbolicLink(own(inode), Path.of(name));
    }
  }

  /** This process does not own a segment any more, if it ever did. */
  static void remove(long inode) throws IOException {
    if (used) {
      Files.deleteIfExists(own(inode));
    }
  }

  /**
   * A segment is gone. If this process does not own it, whoever does may live for long yet, and its
   * tag goes from here.
   */
  static void removeAll(long inode) throws IOException {
    if (used && Files.deleteIfExists(own(inode))) {
      return;
    }
    String part = Long.toHexString(inode);
    for (Path tag : list(name -> isTag(name) && parts(name)[INODE_PART].equals(part))) {
      Files.deleteIfExists(tag);
    }
  }

  private static Path own(long inode) {
    return NamedFolder.path().resolve(ownName(Long.toHexString(inode)));
  }

  private static String ownName(String inode) {
    return OWN + inode + "-" + NAMESPACE;
  }

  private static String namespace() {
    try {
      // Such as pid:[4026531836].
      String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return link.replaceAll("[^0-9]", "");
    } catch (IOException | UnsupportedOperationException noNamespaces) {
      return "";
    }
  }

  /** Whether a file of this name is a tag. */
  static boolean isTag(String fileName) {
    String[] parts = parts(fileName);
    return parts.length > INODE_PART && parts[INODE_PART - 1].equals(PURPOSE);
  }

  private static String[] parts(String fileName) {
    return fileName.split("-", NAMESPACE_PART + 1);
  }

  /** Whether the pid in a tag means the same here, so that its owner can be looked for. */
  private static boolean isOfHere(String tag) {
    String[] parts = parts(tag);
    return parts.length <= NAMESPACE_PART || parts[NAMESPACE_PART].equals(NAMESPACE);
  }

  /**
   * Unlinks what this process owns.
   *
   * @return the names of the segments that are gone now
   */
  public static List<String> reclaimOwn() {
    return reclaim(tag -> tag.startsWith(OWN));
  }

  /**
   * Unlinks what a process owned that has ended.
   *
   * @param start when it started: another process may have its id by now, or have it in another
   *     container
   * @return the names of the segments that are gone now
   */
  public static List<String> reclaimOf(long pid, long start) {
    return reclaim(tag -> isTagOf(tag, pid, start));
  }

  private static boolean isTagOf(String tag, long pid, long start) {
    return isTag(tag) && isOfHere(tag) && ScratchFiles.isOf(tag, pid, start);
  }

  /** Whether the process that made a scratch file owns segments. */
  public static boolean isOwner(String scratchName) {
    return ScratchFiles.isScratch(scratchName) && !list(tagsOfOwner(scratchName)).isEmpty();
  }

  /** Unlinks what the process owned that made a scratch file, and that has ended. */
  public static List<String> reclaimOfOwner(String scratchName) {
    return reclaim(tagsOfOwner(scratchName));
  }

  private static Predicate<String> tagsOfOwner(String scratchName) {
    String[] parts = parts(scratchName);
    String prefix = parts[0] + "-" + parts[1] + "-" + parts[2] + "-" + PURPOSE + "-";
    return tag -> tag.startsWith(prefix);
  }

  /**
   * Unlinks what processes owned that are no longer there.
   *
   * @param age tags younger than this are left alone
   * @param everywhere also what processes owned that may live in another container
   * @return the names of the segments that are gone now
   */
  static List<String> reclaimOrphans(Duration age, boolean everywhere) {
    return reclaim(
        tag ->
            isTag(tag)
                && (everywhere || isOfHere(tag))
                && ScratchFiles.isOrphan(tag)
                && ScratchFiles.isOlder(NamedFolder.path().resolve(tag), age));
  }

  /** Makes this process the owner of what a process owned that has ended. */
  public static void inheritFrom(long pid, long start) {
    for (Path tag : list(name -> isTagOf(name, pid, start))) {
      try {
        used = true;
        Files.move(
            tag,
            tag.resolveSibling(ownName(inodePart(tag))),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException anotherUsersOrGone) {
        // A sweep sees to it.
      }
    }
  }

  /**
   * A segment and one of its owners, as they were a moment ago.
   *
   * @param name of the segment
   * @param size in bytes
   * @param owner the owner's process id
   * @param isOwnerAlive whether the owner lives
   */
  public record Sight(String name, long size, long owner, boolean isOwnerAlive) {}

  /** All segments that have owners. */
  public static List<Sight> sights() {
    List<Sight> sights = new ArrayList<>();
    for (Path tag : list(NamedTags::isTag)) {
      try {
        String name = segmentOf(tag);
        if (name != null) {
          String own = String.valueOf(tag.getFileName());
          long size = Files.size(NamedFolder.file(name));
          sights.add(new Sight(name, size, ScratchFiles.ownerOf(own), !ScratchFiles.isOrphan(own)));
        }
      } catch (IOException gone) {
        // Then there is nothing to see.
      }
    }
    return sights;
  }

  private static List<String> reclaim(Predicate<String> chosen) {
    List<String> gone = new ArrayList<>();
    List<Path> tags = list(chosen);
    for (int from = 0; from < tags.size(); from += AT_ONCE) {
      Map<String, List<String>> owners = tagsByInode();
      for (Path tag : tags.subList(from, Math.min(from + AT_ONCE, tags.size()))) {
        reclaim(tag, owners).ifPresent(gone::add);
      }
    }
    if (!gone.isEmpty()) {
      NamedFolder.tidy();
    }
    return gone;
  }

  private static Optional<String> reclaim(Path tag, Map<String, List<String>> owners) {
    try {
      String name = segmentOf(tag);
      boolean shared = isOwnedOtherwise(tag, owners);
      if (shared) {
        // Other owners may be ending too, and see this tag: the last one without sees none.
        Files.deleteIfExists(tag);
        shared = isOwnedOtherwise(tag, tagsByInode());
      }
      boolean gone = name != null && !shared && Files.deleteIfExists(NamedFolder.file(name));
      Files.deleteIfExists(tag);
      return gone ? Optional.ofNullable(name) : Optional.empty();
    } catch (IOException anotherUsersOrGone) {
      return Optional.empty();
    }
  }

  /** The name of the segment that a tag is about; null if that is not there any more. */
  private static @Nullable String segmentOf(Path tag) throws IOException {
    try {
      String name = Files.readSymbolicLink(tag).toString();
      FileFacts segment = FileFacts.of(NamedFolder.file(name));
      // Anyone can make a file of any name there, to have somebody else's segment removed.
      boolean same =
          segment.isRegular()
              && Long.toHexString(segment.inode()).equals(inodePart(tag))
              && segment.owner() == FileFacts.of(tag).owner();
      return same ? name : null;
    } catch (NoSuchFileException | NotLinkException | IllegalArgumentException gone) {
      return null;
    }
  }

  /** The names of all tags, by the segment they are about. */
  private static Map<String, List<String>> tagsByInode() {
    Map<String, List<String>> tags = new HashMap<>();
    for (Path tag : list(NamedTags::isTag)) {
      tags.computeIfAbsent(inodePart(tag), inode -> new ArrayList<>())
          .add(String.valueOf(tag.getFileName()));
    }
    return tags;
  }

  /** Whether a living process, other than the one whose tag this is, owns the segment as well. */
  private static boolean isOwnedOtherwise(Path tag, Map<String, List<String>> owners) {
    String self = String.valueOf(tag.getFileName());
    return owners.getOrDefault(inodePart(tag), List.of()).stream()
        .anyMatch(name -> !name.equals(self) && !(isOfHere(name) && ScratchFiles.isOrphan(name)));
  }

  private static String inodePart(Path tag) {
    return parts(String.valueOf(tag.getFileName()))[INODE_PART];
  }

  private static List<Path> list(Predicate<String> chosen) {
    List<Path> tags = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            NamedFolder.path(), file -> chosen.test(String.valueOf(file.getFileName())))) {
      files.forEach(tags::add);
    } catch (IOException noFolder) {
      // Then there is no segment either.
    }
    return tags;
  }
}
