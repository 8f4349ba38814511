package dev.procession.memory;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A list in shared memory, whose items every process that has attached sees and may replace. Its
 * bytes are those of CPython's {@code ShareableList}, so either can read what the other has made.
 *
 * <p>It holds {@link Long} (an {@link Integer}, {@link Short} or {@link Byte} becomes one), {@link
 * Double} ({@link Float} becomes one), {@link Boolean}, {@link String}, {@code byte[]} and null. It
 * has as many items as it was made with: they can be {@linkplain #set set}, not added or removed.
 *
 * <p>An item may be replaced by one of another type if that fits. A number, truth value or null
 * takes 8 bytes, which every item has; a text or {@code byte[]} may have as many bytes as the one
 * that the list was made with, in UTF-8, rounded up to the next greater multiple of 8. The longest
 * that a new list takes has 9 999 991 bytes.
 *
 * <p>CPython's format has no room for the length of a text or {@code byte[]}: zero bytes at their
 * end are lost, also within Java. Append a byte of your own where that matters. Nor are texts in
 * CPython 3.11 given room for characters that take several bytes, so it may cut off its own.
 *
 * <p>Threads and processes may use a list at once, but an item that is read while it is replaced
 * may be torn, and so is one whose writer is killed: use a lock where that matters. Bytes that are
 * no list are refused when it is attached, or when the item is read, by a {@link
 * SharedMemoryException}.
 *
 * <p>The list is a handle, as its {@link SharedMemory} is, and is to be closed. What is sent to
 * another process is the name.
 *
 * <p>Python: {@code multiprocessing.shared_memory.ShareableList}.
 */
public final class ShareableList extends AbstractList<@Nullable Object>
    implements AutoCloseable, RandomAccess, Serializable {
  private static final long serialVersionUID = 1;

  private final transient SharedMemory memory;
  private final transient ListSlots slots;

  private ShareableList(SharedMemory memory, ListSlots slots) {
    this.memory = memory;
    this.slots = slots;
  }

  /**
   * Makes a list with a random name.
   *
   * <p>Python: {@code ShareableList(items)}.
   *
   * @param items what it holds at first; may hold null
   * @return the list, which is to be closed and unlinked
   * @throws IllegalArgumentException if it cannot hold one of them
   * @throws SharedMemoryException if there is no room
   */
  public static ShareableList create(Collection<?> items) {
    return make(null, items);
  }

  /**
   * Makes a list.
   *
   * <p>Python: {@code ShareableList(items, name=name)}.
   *
   * @param name of its memory
   * @param items what it holds at first; may hold null
   * @return the list, which is to be closed and unlinked
   * @throws IllegalArgumentException if it cannot hold one of them, or if no memory can have this
   *     name
   * @throws SharedMemoryException if there is memory of this name already, or no room
   */
  public static ShareableList create(String name, Collection<?> items) {
    return make(Objects.requireNonNull(name, "name"), items);
  }

  /** Nobody else sees the memory before the list is in it. */
  private static ShareableList make(@Nullable String name, Collection<?> items) {
    List<ListItem> encoded = new ArrayList<>(items.size());
    for (Object item : items) {
      encoded.add(ListItem.of(item));
    }
    long size = ListSlots.sizeFor(encoded);
    return open(SharedMemory.create(name, size, segment -> ListSlots.write(segment, encoded)));
  }

  /**
   * Attaches to a list that is there, whoever made it.
   *
   * <p>Python: {@code ShareableList(name=name)}.
   *
   * @param name of its memory
   * @return the list, which is to be closed
   * @throws IllegalArgumentException if no memory can have this name
   * @throws SharedMemoryException if there is none of this name, if it is another user's, or if it
   *     holds no list
   */
  public static ShareableList attach(String name) {
    return open(SharedMemory.attach(name));
  }

  private static ShareableList open(SharedMemory memory) {
    try {
      return new ShareableList(memory, ListSlots.read(memory.segment()));
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /**
   * The memory that holds the list: for its name, to unlink it, to keep it.
   *
   * <p>Python: {@code ShareableList.shm}.
   *
   * @return the same handle each time
   */
  public SharedMemory sharedMemory() {
    return memory;
  }

  /**
   * How many items there are.
   *
   * @return what the list was made with
   */
  @Override
  public int size() {
    return slots.count();
  }

  /**
   * An item as it is now.
   *
   * @param index from 0
   * @return a Long, Double, Boolean, String, {@code byte[]} that is the caller's own, or null
   * @throws IndexOutOfBoundsException if there are not so many
   * @throws SharedMemoryException if the bytes are no item
   * @throws IllegalStateException if the list is closed
   */
  @Override
  public @Nullable Object get(int index) {
    return slots.get(Objects.checkIndex(index, size()));
  }

  /**
   * Replaces an item.
   *
   * @param index from 0
   * @param item the new one, of any type that the list holds
   * @return what was there before; null also if the bytes that were there are no item
   * @throws IndexOutOfBoundsException if there are not so many
   * @throws IllegalArgumentException if it does not fit, with the sizes, or is of another type; the
   *     item stays what it was
   * @throws IllegalStateException if the list is closed
   */
  @Override
  public @Nullable Object set(int index, @Nullable Object item) {
    Object before = readable(Objects.checkIndex(index, size()));
    slots.put(index, ListItem.of(item));
    return before;
  }

  /** Damage is to be mended by a new item. */
  private @Nullable Object readable(int index) {
    try {
      return slots.get(index);
    } catch (SharedMemoryException damaged) {
      return null;
    }
  }

  /**
   * Where an item is first. A number is found whatever its type was before it became a Long or
   * Double; a {@code byte[]} is found by its contents.
   *
   * <p>Python: {@code ShareableList.index(item)}, which throws where this returns -1.
   *
   * @param item what is looked for
   * @return its index, or -1
   */
  @Override
  public int indexOf(@Nullable Object item) {
    for (int i = 0; i < size(); i++) {
      if (ListItem.isSame(get(i), item)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Where an item is last, as {@link #indexOf} finds it.
   *
   * @param item what is looked for
   * @return its index, or -1
   */
  @Override
  public int lastIndexOf(@Nullable Object item) {
    for (int i = size() - 1; i >= 0; i--) {
      if (ListItem.isSame(get(i), item)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether an item is there, as {@link #indexOf} finds it.
   *
   * @param item what is looked for
   * @return whether it is there
   */
  @Override
  public boolean contains(@Nullable Object item) {
    return indexOf(item) >= 0;
  }

  /**
   * How often an item is there, as {@link #indexOf} finds it.
   *
   * <p>Python: {@code ShareableList.count(item)}.
   *
   * @param item what is looked for
   * @return 0 or more
   */
  public int count(@Nullable Object item) {
    int count = 0;
    for (Object stored : this) {
      if (ListItem.isSame(stored, item)) {
        count++;
      }
    }
    return count;
  }

  /**
   * Makes a list of the same items with a random name. It has as much room for each as they need
   * now.
   *
   * <p>Python: {@code ShareableList(list)}.
   *
   * @return the copy, which is to be closed and unlinked
   * @throws SharedMemoryException if there is no room
   */
  public ShareableList copy() {
    return create(this);
  }

  /**
   * The same with a name.
   *
   * <p>Python: {@code ShareableList(list, name=name)}.
   *
   * @param name of the copy's memory
   * @return the copy, which is to be closed and unlinked
   * @throws IllegalArgumentException if no memory can have this name
   * @throws SharedMemoryException if there is memory of this name already, or no room
   */
  public ShareableList copy(String name) {
    return create(name, this);
  }

  /**
   * How the items are stored, in the words of Python's {@code struct}: {@code q} for an integer,
   * {@code d} for a double, {@code xxxxxxx?} for a truth value, {@code xxxxxx?x} for null, {@code
   * 16s} for a text or bytes with room for 16 bytes.
   *
   * <p>Python: {@code ShareableList.format}.
   *
   * @return the formats of all items, one after the other
   */
  public String format() {
    return slots.formats();
  }

  /**
   * Closes this handle, as {@link SharedMemory#close} does. The list stays for others until its
   * memory is unlinked.
   */
  @Override
  public void close() {
    memory.close();
  }

  /** Such as {@code ShareableList[items=[1, ada, null], name=psm_1f00]}. */
  @Override
  public String toString() {
    String items = memory.segment().scope().isAlive() ? super.toString() : "closed";
    return "ShareableList[items=" + items + ", name=" + memory.name() + "]";
  }

  /**
   * What travels is the name.
   *
   * @return a handle
   */
  @Serial
  private Object writeReplace() {
    return new Handle(memory);
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

    private final SharedMemory memory;

    Handle(SharedMemory memory) {
      this.memory = memory;
    }

    @Serial
    private Object readResolve() {
      return open(memory);
    }
  }
}
