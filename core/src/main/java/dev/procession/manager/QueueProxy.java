package dev.procession.manager;

import java.io.Serializable;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A queue that is elsewhere.
 *
 * @param <E> what it holds
 */
final class QueueProxy<E> extends AbstractQueue<E>
    implements ManagedQueue<E>, CoreHolder, Serializable {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // what is elsewhere is represented by something that can be sent
  private final QueueCore<E> core;

  QueueProxy(QueueCore<E> core) {
    this.core = core;
  }

  @Override
  public QueueCore<E> core() {
    return core;
  }

  // ---- putting ----------------------------------------------------------------------------------

  @Override
  public void put(E item) throws InterruptedException {
    core.put(Objects.requireNonNull(item, "item"));
  }

  @Override
  public boolean offer(E item) {
    return core.offer(Objects.requireNonNull(item, "item"));
  }

  @Override
  public boolean offer(E item, long time, TimeUnit unit) throws InterruptedException {
    return core.offer(Objects.requireNonNull(item, "item"), unit.toNanos(time));
  }

  @Override
  public boolean offer(E item, Duration atMost) throws InterruptedException {
    Objects.requireNonNull(item, "item");
    return core.offer(item, Durations.nanos(Objects.requireNonNull(atMost, "atMost")));
  }

  @Override
  public void putAll(Collection<? extends E> all) throws InterruptedException {
    List<E> left = nonNull(all);
    while (!left.isEmpty()) {
      left = left.subList(core.putSome(new ArrayList<>(left)), left.size());
    }
  }

  @Override
  public boolean addAll(Collection<? extends E> all) {
    checkOther(all);
    List<E> items = nonNull(all);
    int put = items.isEmpty() ? 0 : core.offerAll(items);
    if (put < items.size()) {
      throw new IllegalStateException(
          "the queue is full: items=" + items.size() + ", put=" + put + ", capacity=" + capacity());
    }
    return put > 0;
  }

  private static <E> List<E> nonNull(Collection<? extends E> all) {
    List<E> items = new ArrayList<>(all);
    items.forEach(item -> Objects.requireNonNull(item, "item"));
    return items;
  }

  private void checkOther(Collection<?> other) {
    Objects.requireNonNull(other, "collection");
    if (other == this || (other instanceof QueueProxy<?> proxy && proxy.core.equals(core))) {
      throw new IllegalArgumentException("the queue itself: take another collection");
    }
  }

  // ---- taking -----------------------------------------------------------------------------------

  @Override
  public E take() throws InterruptedException {
    return core.take();
  }

  @Override
  public @Nullable E poll() {
    return core.poll();
  }

  @Override
  public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
    return core.poll(unit.toNanos(time));
  }

  @Override
  public @Nullable E poll(Duration atMost) throws InterruptedException {
    return core.poll(Durations.nanos(Objects.requireNonNull(atMost, "atMost")));
  }

  @Override
  public int drainTo(Collection<? super E> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  @Override
  public int drainTo(Collection<? super E> target, int most) {
    checkOther(target);
    if (most <= 0) {
      return 0;
    }
    List<E> items = core.drain(most);
    target.addAll(items);
    return items.size();
  }

  // ---- that it has been dealt with --------------------------------------------------------------

  @Override
  public void taskDone() {
    core.taskDone();
  }

  @Override
  public void join() throws InterruptedException {
    core.join(Line.FOREVER);
  }

  @Override
  public boolean join(Duration atMost) throws InterruptedException {
    return core.join(Durations.nanos(Objects.requireNonNull(atMost, "atMost")));
  }

  @Override
  public long unfinished() {
    return core.unfinished();
  }

  // ---- looking at it ----------------------------------------------------------------------------

  @Override
  public @Nullable E peek() {
    return core.peek();
  }

  @Override
  public int size() {
    return core.size();
  }

  @Override
  public int capacity() {
    return core.capacity();
  }

  @Override
  public int remainingCapacity() {
    return core.remainingCapacity();
  }

  @Override
  public int waiters() {
    return core.waiters();
  }

  @Override
  public boolean contains(@Nullable Object item) {
    return item != null && core.contains(item);
  }

  @Override
  public boolean containsAll(Collection<?> all) {
    return all.isEmpty() || values().containsAll(all);
  }

  /** How many there are when it ends nobody knows: others put and take. */
  @Override
  public Spliterator<E> spliterator() {
    return Spliterators.spliteratorUnknownSize(
        iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT);
  }

  @Override
  public Iterator<E> iterator() {
    return new QueueIterator<>(core);
  }

  @Override
  public void forEach(Consumer<? super E> action) {
    Objects.requireNonNull(action, "action");
    values().forEach(action);
  }

  @Override
  public Object[] toArray() {
    return values().toArray();
  }

  @Override
  public <T extends @Nullable Object> T[] toArray(T[] array) {
    return values().toArray(array);
  }

  private List<E> values() {
    return core.items().stream().map(QueueItem::value).collect(Collectors.toList());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || other instanceof QueueProxy<?> queue && core.equals(queue.core);
  }

  @Override
  public int hashCode() {
    return core.hashCode();
  }

  @Override
  public String toString() {
    return core.toString();
  }

  // ---- removing otherwise -----------------------------------------------------------------------

  @Override
  public boolean remove(@Nullable Object item) {
    return item != null && core.removeFirst(item);
  }

  @Override
  public boolean removeAll(Collection<?> all) {
    Objects.requireNonNull(all, "collection");
    return removeHere(all::contains);
  }

  @Override
  public boolean retainAll(Collection<?> all) {
    Objects.requireNonNull(all, "collection");
    return removeHere(item -> !all.contains(item));
  }

  @Override
  public boolean removeIf(SendablePredicate<? super E> filter) {
    return core.removeIf(Objects.requireNonNull(filter, "filter"));
  }

  @Override
  public boolean removeIf(Predicate<? super E> filter) {
    Objects.requireNonNull(filter, "filter");
    return filter instanceof SendablePredicate<? super E> sendable
        ? removeIf(sendable)
        : removeHere(filter);
  }

  private boolean removeHere(Predicate<? super E> filter) {
    long[] numbers =
        core.items().stream()
            .filter(item -> filter.test(item.value()))
            .mapToLong(QueueItem::number)
            .toArray();
    return numbers.length > 0 && core.removeNumbered(numbers);
  }

  @Override
  public void clear() {
    core.clear();
  }

  // ---- its end ----------------------------------------------------------------------------------

  @Override
  public void shutdown() {
    core.shutdown(false);
  }

  @Override
  public int shutdownNow() {
    return core.shutdown(true);
  }

  @Override
  public boolean isShutdown() {
    return core.isShutdown();
  }
}
