package dev.procession.manager;

import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HashSet} that is a copy and says so.
 *
 * @param <E> the type of elements
 */
final class CopiedHashSet<E> extends HashSet<E> {
  private static final long serialVersionUID = 1L;

  CopiedHashSet(Set<? extends E> original) {
    super(Math.max(16, 2 * original.size()));
    for (E element : original) {
      super.add(Copies.of(element));
    }
  }

  private static UnsupportedOperationException refusal() {
    return Copies.refusal(HashSet.class);
  }

  /** It travels as what it is a copy of. */
  private Object writeReplace() {
    return clone();
  }

  /** A plain one, which can be changed. */
  @Override
  public HashSet<E> clone() {
    return new HashSet<>(this);
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
  public Iterator<E> iterator() {
    return new CopiedIterator<>(super.iterator(), HashSet.class);
  }
}
