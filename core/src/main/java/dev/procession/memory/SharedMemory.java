package dev.procession.memory;

import dev.procession.internal.proc.MemoryEnd;
import dev.procession.internal.shm.NamedFile;
import dev.procession.internal.shm.ScratchFiles;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A piece of memory with a name, which other processes of the same user attach to.
 *
 * <p>On Linux it is what POSIX {@code shm_open} gives, the file {@code /dev/shm/<name>} with mode
 * 0600, so a CPython program that opens {@code SharedMemory(name)} sees the same bytes, and the
 * other way round. Where there is no {@code /dev/shm}, it is a file in a folder of this user's in
 * the directory for temporary files, for programs of Procession only.
 *
 * <p>A handle belongs to one process and may be used by all its threads. It is to be {@link #close
 * closed} where it is, since the garbage collector does not; the memory is to be {@link #unlink
 * unlinked} once, by whichever process is last to need it. It lives until it is unlinked and all
 * have closed it or ended. What is never unlinked goes with the end of its last owner, with a
 * warning, as the {@linkplain dev.procession.memory package} says; attaching makes nobody an owner.
 *
 * <p>A handle that is sent to another process attaches there: what travels is the name. If the
 * memory has been unlinked meanwhile, the receiver gets a {@link SharedMemoryException} whose cause
 * is a {@link NoSuchFileException}, also if other memory has that name by now.
 *
 * <p>New memory is taken at once, filled with zeros: if there is no room, {@code create} fails, and
 * no later access does. Others can attach to it from when it is complete. Memory that another
 * program made may have holes for which there is no room, and a process can shrink its file. An
 * access to what is not there throws {@link InternalError} and does not end the JVM.
 *
 * <p>CPython before 3.13 takes every segment for its own: a program that has attached to one
 * removes it when it ends. {@code resource_tracker.unregister} keeps it from that; from 3.13 on
 * {@code track=False} does.
 *
 * <p>Python: {@code multiprocessing.shared_memory.SharedMemory}.
 */
public final class SharedMemory implements AutoCloseable, Serializable {
  private static final long serialVersionUID = 1;
  private static final String PREFIX = "psm_";

  private final transient NamedFile file;

  /** Whether this process is an owner by this handle. Guarded by this. */
  private transient boolean owner;

  /** Guarded by this. */
  private transient boolean closed;

  private SharedMemory(NamedFile file, boolean owner) {
    this.file = file;
    this.owner = owner;
  }

  /**
   * Makes memory that is filled with zeros. This process is its owner.
   *
   * <p>Python: {@code SharedMemory(name, create=True, size=size)}.
   *
   * @param name one to 255 bytes in UTF-8, without slash and NUL, neither {@code .} nor {@code ..}
   * @param size in bytes, greater than zero; exactly that, where other systems round up to pages
   * @return a handle, which is to be closed
   * @throws IllegalArgumentException if no segment can have this name or size
   * @throws SharedMemoryException if there is memory of this name already, or no room
   */
  public static SharedMemory create(String name, long size) {
    return create(Objects.requireNonNull(name, "name"), size, zeros -> {});
  }

  /**
   * Makes memory with a random name that no other has, filled with zeros. This process is its
   * owner.
   *
   * <p>Python: {@code SharedMemory(create=True, size=size)}.
   *
   * @param size in bytes, greater than zero
   * @return a handle, which is to be closed
   * @throws IllegalArgumentException if the size is not greater than zero
   * @throws SharedMemoryException if there is no room
   */
  public static SharedMemory create(long size) {
    return create(null, size, zeros -> {});
  }

  /**
   * The same with contents.
   *
   * @param name null for a random one
   * @param filler writes the contents, before anyone else can attach
   */
  static SharedMemory create(@Nullable String name, long size, Consumer<MemorySegment> filler) {
    return name == null
        ? createNamedBy(() -> PREFIX + ScratchFiles.random(), size, filler)
        : make("name=" + name + ", ", size, () -> NamedFile.create(name, size, filler));
  }

  /** The same under the first of these names that is not taken. */
  static SharedMemory createNamedBy(
      Supplier<String> names, long size, Consumer<MemorySegment> filler) {
    return make("", size, () -> NamedFile.createAnonymous(names, size, filler));
  }

  /** What the system does for it. */
  private interface Making {
    NamedFile run() throws IOException;
  }

  private static SharedMemory make(String name, long size, Making making) {
    if (size <= 0) {
      throw new IllegalArgumentException("size must be greater than zero: size=" + size);
    }
    MemoryEnd.expect();
    try {
      return new SharedMemory(making.run(), true);
    } catch (IOException e) {
      throw failure("could not make shared memory: " + name + "size=" + size, e);
    }
  }

  /**
   * Attaches to memory that is there, whoever made it. This does not make this process an owner.
   *
   * <p>Python: {@code SharedMemory(name)}.
   *
   * @param name its name
   * @return a handle, which is to be closed
   * @throws IllegalArgumentException if no segment can have this name
   * @throws SharedMemoryException if there is none of this name, if it is another user's, or if it
   *     is empty, as that of a CPython program is for a moment before it is complete
   */
  public static SharedMemory attach(String name) {
    Objects.requireNonNull(name, "name");
    try {
      return new SharedMemory(NamedFile.attach(name), false);
    } catch (IOException e) {
      throw failure("could not attach to shared memory: name=" + name, e);
    }
  }

  /**
   * Removes memory by its name, whoever made it: nobody can attach to it any more. Processes that
   * have may go on using it.
   *
   * @param name its name
   * @throws IllegalArgumentException if no segment can have this name
   * @throws SharedMemoryException if there is none of this name, or if it is another user's
   */
  public static void unlink(String name) {
    Objects.requireNonNull(name, "name");
    try {
      NamedFile.unlink(name);
    } catch (IOException e) {
      throw failure("could not unlink shared memory: name=" + name, e);
    }
  }

  /**
   * The name by which others attach.
   *
   * @return without the slash in front that POSIX has
   */
  public String name() {
    return file.name();
  }

  /**
   * How much memory it is. Memory that another program made has the size that it asked for, on
   * Linux; elsewhere that may have been rounded up to whole pages.
   *
   * @return the size in bytes when this handle was made
   */
  public long size() {
    return file.memory().byteSize();
  }

  /**
   * The memory, all of it. Any thread may use it until this handle is closed; any access after that
   * throws {@link IllegalStateException}.
   *
   * <p>Python: {@code SharedMemory.buf}.
   *
   * @return the same segment each time
   */
  public MemorySegment segment() {
    return file.memory();
  }

  /**
   * The memory as a buffer in the byte order of this machine. It is closed with this handle, as the
   * segment is.
   *
   * @return a new buffer over all of the memory
   * @throws IllegalStateException if this handle is closed
   * @throws UnsupportedOperationException if the memory is larger than 2 GiB - 1, which no buffer
   *     can be
   */
  public ByteBuffer asByteBuffer() {
    if (size() > Integer.MAX_VALUE) {
      throw new UnsupportedOperationException(
          "too large for a buffer: size="
              + size()
              + ", limit="
              + Integer.MAX_VALUE
              + "; use segment()");
    }
    if (!file.memory().scope().isAlive()) {
      throw new IllegalStateException("already closed: name=" + name());
    }
    return file.memory().asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /**
   * Whether the memory goes with the end of this process, because this handle made or adopted it
   * and it has been neither kept nor unlinked.
   *
   * @return whether this handle makes this process an owner
   */
  public synchronized boolean isOwner() {
    return owner;
  }

  /**
   * Lets the memory outlive this process, and any other that is not an owner itself: it stays until
   * somebody unlinks it, or the machine is restarted. Does nothing if this process is not an owner.
   *
   * @return this handle
   * @throws SharedMemoryException if the system refuses
   */
  public synchronized SharedMemory keep() {
    try {
      file.disown();
      owner = false;
      return this;
    } catch (IOException e) {
      throw failure("could not keep shared memory: name=" + name(), e);
    }
  }

  /**
   * Makes this process an owner, beside any others: the memory goes with the last of them. So a
   * parent can keep what a child has made, should the child be killed, and take on what another
   * program has left.
   *
   * <p>Python: what {@code track=True} does to whoever attaches, though there the first that ends
   * removes the memory.
   *
   * @return this handle
   * @throws SharedMemoryException if the memory has been unlinked
   */
  public synchronized SharedMemory adopt() {
    MemoryEnd.expect();
    try {
      file.own();
      owner = true;
      return this;
    } catch (IOException e) {
      throw failure("could not adopt shared memory: name=" + name(), e);
    }
  }

  /**
   * Removes the memory's name: nobody can attach to it any more. Processes that have may go on
   * using it, and this handle is to be closed all the same. Any process may do this, once in all;
   * also after {@link #close}.
   *
   * <p>Python: {@code SharedMemory.unlink()}.
   *
   * @throws SharedMemoryException if that has been done before, by anyone; other memory that has
   *     the name by now is not touched
   */
  public synchronized void unlink() {
    try {
      file.unlink();
      owner = false;
    } catch (IOException e) {
      throw failure("could not unlink shared memory: name=" + name(), e);
    }
  }

  /**
   * Ends the use of the memory by this handle; the memory stays for others, and for other handles
   * of this process. Does nothing when it is closed already.
   *
   * <p>Python: {@code SharedMemory.close()}.
   *
   * @throws IllegalStateException if another thread is just using it in an input or output
   *     operation; nothing is closed then
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    file.arena().close();
    closed = true;
    if (owner) {
      forgetIfUnlinked();
    }
  }

  /** Somebody else may have unlinked it, and then nothing should be left of it. */
  private void forgetIfUnlinked() {
    try {
      if (!file.isLinked()) {
        file.disown();
        owner = false;
      }
    } catch (IOException e) {
      throw failure("could not close shared memory: name=" + name(), e);
    }
  }

  /** Such as {@code SharedMemory[name=psm_1f00, size=4096]}. */
  @Override
  public String toString() {
    return "SharedMemory[name=" + name() + ", size=" + size() + "]";
  }

  private static SharedMemoryException failure(String what, IOException cause) {
    String why =
        switch (cause) {
          case NoSuchFileException e -> "there is none of this name";
          case FileAlreadyExistsException e -> "there is one of this name already";
          case AccessDeniedException e -> "it is another user's: " + e.getMessage();
          case FileSystemException e when e.getReason() != null -> e.getReason();
          default -> cause.getMessage();
        };
    return new SharedMemoryException(what + ": " + why, cause);
  }

  /**
   * What travels is the name.
   *
   * @return a handle
   */
  @Serial
  private Object writeReplace() {
    return new Handle(name(), file.inode());
  }

  /**
   * Nothing but the handle is ever read.
   *
   * @param in where from
   * @throws InvalidObjectException always
   */
  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("only a handle travels");
  }

  /** What travels. */
  private static final class Handle implements Serializable {
    private static final long serialVersionUID = 1;

    private final String name;
    private final long inode;

    Handle(String name, long inode) {
      this.name = name;
      this.inode = inode;
    }

    @Serial
    private Object readResolve() {
      SharedMemory memory = attach(name);
      if (memory.file.inode() != inode) {
        memory.close();
        throw failure(
            "could not attach to shared memory: name=" + name, new NoSuchFileException(name));
      }
      return memory;
    }
  }
}
