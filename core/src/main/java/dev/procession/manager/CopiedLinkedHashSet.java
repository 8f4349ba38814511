package dev.procession.manager;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LinkedHashSet} that is a copy and says so.
 *
 * @param <E> the type of elements
 */
final class CopiedLinkedHashSet<E> extends LinkedHashSet<E> {
  private static final long serialVersionUID = 1L;

  CopiedLinkedHashSet(Set<? extends E> original) {
    super(Math.max(16, 2 * original.size()));
    for (E element : original) {
      super.add(Copies.of(element));
    }
  }

  private static UnsupportedOperationException refusal() {
    return Copies.refusal(LinkedHashSet.class);
  }

  /** It travels as what it is a copy of. */
  private Object writeReplace() {
    return clone();
  }

  /** A plain one, which can be changed. */
  @Override
  public LinkedHashSet<E> clone() {
    return new LinkedHashSet<>(this);
  }

  @Override
  public boolean add(E element) {
    throw refusal();
  }

  @Override
  public boolean addAll(Collection<? extends E> elements) {
    throw refusal();
  }

  @Override
  public void clear() {
    throw refusal();
  }

  @Override
  public boolean remove(@Nullable Object element) {
    throw refusal();
  }

  @Override
  public boolean removeAll(Collection<?> elements) {
    throw refusal();
  }

  @Override
  public boolean retainAll(Collection<?> elements) {
    throw refusal();
  }

  @Override
  public boolean removeIf(Predicate<? super E> predicate) {
    throw refusal();
  }

  @Override
  public void addFirst(E element) {
    throw refusal();
  }

  @Override
  public void addLast(E element) {
    throw refusal();
  }

  @Override
  public E removeFirst() {
    throw refusal();
  }

  @Override
  public E removeLast() {
    throw refusal();
  }

  @Override
  public Iterator<E> iterator() {
    return new CopiedIterator<>(super.iterator(), LinkedHashSet.class);
  }

  @Override
  public SequencedSet<E> reversed() {
    return Collections.unmodifiableSequencedSet(super.reversed());
  }
}
