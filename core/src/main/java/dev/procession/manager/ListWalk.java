package dev.procession.manager;

import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.ListIterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a copy of a list that is fetched when it is first asked for something. What is
 * written goes into the list and the copy, unless the list has changed otherwise.
 */
final class ListWalk<E extends @Nullable Object> implements ListIterator<E> {
  private static final int NONE = -1;

  private final ListCore<E> core;
  private @Nullable List<E> copy;
  private long version;
  private int cursor;
  private int last = NONE;

  /** Where it begins: there is a length, or the index is 0. */
  ListWalk(ListCore<E> core, int index) {
    this.core = core;
    this.cursor = index;
  }

  private List<E> copy() {
    List<E> found = copy;
    if (found == null) {
      Snapshot<E> snapshot = core.snapshot();
      found = Copies.each(snapshot.elements());
      version = snapshot.version();
      copy = found;
      if (cursor > found.size()) {
        throw new ConcurrentModificationException(
            "somebody has shortened the list: index=" + cursor + ", size=" + found.size());
      }
    }
    return found;
  }

  @Override
  public boolean hasNext() {
    return cursor < copy().size();
  }

  @Override
  public E next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the list ends here: size=" + copy().size());
    }
    last = cursor++;
    return copy().get(last);
  }

  @Override
  public boolean hasPrevious() {
    return cursor > 0;
  }

  @Override
  public E previous() {
    List<E> elements = copy();
    if (!hasPrevious()) {
      throw new NoSuchElementException("the list begins here");
    }
    last = --cursor;
    return elements.get(last);
  }

  @Override
  public int nextIndex() {
    return cursor;
  }

  @Override
  public int previousIndex() {
    return cursor - 1;
  }

  private int last() {
    if (last == NONE) {
      throw new IllegalStateException(
          "there is nothing to change: call next() or previous() before each remove() or set()");
    }
    return last;
  }

  @Override
  public void remove() {
    int index = last();
    version = core.removeIf(version, index);
    copy().remove(index);
    cursor = index;
    last = NONE;
  }

  @Override
  public void set(E element) {
    int index = last();
    version = core.setIf(version, index, element);
    copy().set(index, element);
  }

  @Override
  public void add(E element) {
    List<E> elements = copy();
    version = core.insertIf(version, cursor, element);
    elements.add(cursor++, element);
    last = NONE;
  }
}
