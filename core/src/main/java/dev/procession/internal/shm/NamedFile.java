package dev.procession.internal.shm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Memory with a name that any process of this user can map, Java or not: a file, all of whose bytes
 * are the user's.
 *
 * <p>A new one is made under a {@linkplain ScratchFiles scratch name}, filled, {@linkplain
 * NamedTags tagged} with its owner, and only then given its name by a hard link, which fails if the
 * name is taken. Whoever is killed in between leaves files that name their owner, and nobody ever
 * sees a segment that is not complete.
 *
 * @param name of the segment
 * @param inode tells this segment from a later one of the same name
 * @param memory all of it, in {@code arena}
 * @param arena shared by threads; closing it unmaps the memory
 */
public record NamedFile(String name, long inode, MemorySegment memory, Arena arena) {
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  private static final Set<OpenOption> EXISTING =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  /**
   * Makes a segment whose owner is this process.
   *
   * @param filler writes into the zeros, before anyone else can attach
   * @throws FileAlreadyExistsException if the name is taken
   * @throws IOException also if there is no room, with the system's message
   * @throws IllegalArgumentException if no segment can have this name
   */
  public static NamedFile create(String name, long size, Consumer<MemorySegment> filler)
      throws IOException {
    Path file = NamedFolder.file(name);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      // Said early, before the space is filled; the link below decides.
      throw new FileAlreadyExistsException(file.toString());
    }
    return Uninterrupted.run(() -> createOnce(() -> name, false, size, filler));
  }

  /**
   * The same under the first name that is not taken.
   *
   * @param names gives another one each time
   */
  public static NamedFile createAnonymous(
      Supplier<String> names, long size, Consumer<MemorySegment> filler) throws IOException {
    return Uninterrupted.run(() -> createOnce(names, true, size, filler));
  }

  private static NamedFile createOnce(
      Supplier<String> names, boolean again, long size, Consumer<MemorySegment> filler)
      throws IOException {
    Path scratch = NamedFolder.path().resolve(ScratchFiles.newName("new"));
    Arena arena = Arena.ofShared();
    boolean done = false;
    try (FileChannel channel = open(scratch)) {
      MemoryRoom.expect(NamedFolder.path(), NamedFolder.isMemory(), size);
      MemoryRoom.reserve(channel, size);
      MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
      filler.accept(memory);
      long inode = FileFacts.of(scratch).inode();
      String name = link(scratch, inode, names, again);
      done = true;
      return new NamedFile(name, inode, memory, arena);
    } finally {
      Files.deleteIfExists(scratch);
      if (!done) {
        arena.close();
        NamedFolder.tidy();
      }
    }
  }

  private static FileChannel open(Path scratch) throws IOException {
    while (true) {
      NamedFolder.prepare();
      try {
        return FileChannel.open(scratch, NEW, SharedFile.ownerOnly());
      } catch (NoSuchFileException e) {
        // Another has just removed the last segment, and the folder with it.
        if (NamedFolder.isMemory()) {
          throw e;
        }
      }
    }
  }

  private static String link(Path scratch, long inode, Supplier<String> names, boolean again)
      throws IOException {
    while (true) {
      String name = names.get();
      Path file = NamedFolder.file(name);
      NamedTags.put(name, inode);
      try {
        Files.createLink(file, scratch);
        return name;
      } catch (FileAlreadyExistsException taken) {
        NamedTags.remove(inode);
        if (!again) {
          throw new FileAlreadyExistsException(file.toString());
        }
      } catch (IOException | RuntimeException e) {
        NamedTags.remove(inode);
        throw e;
      }
    }
  }

  /**
   * Maps a segment that is there, all of it.
   *
   * @throws NoSuchFileException if there is none
   * @throws IOException also if it is another user's, or no segment at all
   * @throws IllegalArgumentException if no segment can have this name
   */
  public static NamedFile attach(String name) throws IOException {
    return Uninterrupted.run(() -> attachOnce(name));
  }

  private static NamedFile attachOnce(String name) throws IOException {
    Path file = NamedFolder.file(name);
    FileFacts facts = FileFacts.of(file);
    if (!facts.isRegular()) {
      throw new FileSystemException(file.toString(), null, "it is not shared memory");
    }
    try (FileChannel channel = FileChannel.open(file, EXISTING)) {
      if (FileFacts.of(file).inode() != facts.inode()) {
        throw new NoSuchFileException(file.toString(), null, "it is being replaced");
      }
      long size = channel.size();
      if (size == 0) {
        throw new FileSystemException(
            file.toString(), null, "it is empty, so whoever makes it has not finished");
      }
      Arena arena = Arena.ofShared();
      try {
        MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
        return new NamedFile(name, facts.inode(), memory, arena);
      } catch (IOException | RuntimeException | Error e) {
        arena.close();
        throw e;
      }
    }
  }

  /** Whether the name still leads to this segment. */
  public boolean isLinked() throws IOException {
    try {
      return FileFacts.of(NamedFolder.file(name)).inode() == inode;
    } catch (NoSuchFileException unlinked) {
      return false;
    }
  }

  /**
   * Takes this segment's name away; another segment that has it by now is left alone.
   *
   * @throws NoSuchFileException if that has been done before
   */
  public void unlink() throws IOException {
    if (!isLinked()) {
      throw new NoSuchFileException(NamedFolder.file(name).toString());
    }
    unlink(name);
  }

  /**
   * Takes the name of any segment away.
   *
   * @throws NoSuchFileException if there is none
   */
  public static void unlink(String name) throws IOException {
    Path file = NamedFolder.file(name);
    FileFacts facts = FileFacts.of(file);
    if (!facts.isRegular()) {
      throw new FileSystemException(file.toString(), null, "it is not shared memory");
    }
    Files.delete(file);
    NamedTags.removeAll(facts.inode());
    NamedFolder.tidy();
  }

  /** Makes this process an owner. */
  public void own() throws IOException {
    if (!isLinked()) {
      throw new NoSuchFileException(NamedFolder.file(name).toString());
    }
    NamedTags.put(name, inode);
  }

  /** This process is no owner any more. */
  public void disown() throws IOException {
    NamedTags.remove(inode);
  }
}
