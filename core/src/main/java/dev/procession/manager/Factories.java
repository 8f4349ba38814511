package dev.procession.manager;

import dev.procession.Action;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns each way to make an object into the one that managers know. */
@SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
abstract sealed class Factories implements ManagedObjects permits ManagerImpl, NamedObjects {
  /** Makes an object of a type; see {@link BuiltIns}. */
  abstract Object make(String type, @Nullable Object... arguments);

  @Override
  public <K, V> ManagedMap<K, V> map() {
    return (ManagedMap<K, V>) make(BuiltIns.MAP);
  }

  @Override
  public <K, V> ManagedMap<K, V> map(Map<? extends K, ? extends V> contents) {
    contents.forEach(
        (key, value) -> {
          Objects.requireNonNull(key, "key");
          Objects.requireNonNull(value, "value");
        });
    return (ManagedMap<K, V>) make(BuiltIns.MAP, new LinkedHashMap<>(contents));
  }

  @Override
  public <E extends @Nullable Object> ManagedList<E> list() {
    return (ManagedList<E>) make(BuiltIns.LIST);
  }

  @Override
  public <E extends @Nullable Object> ManagedList<E> list(Collection<? extends E> contents) {
    return (ManagedList<E>) make(BuiltIns.LIST, new ArrayList<>(contents));
  }

  @Override
  public <E extends @Nullable Object> ManagedSet<E> set() {
    return (ManagedSet<E>) make(BuiltIns.SET);
  }

  @Override
  public <E extends @Nullable Object> ManagedSet<E> set(Collection<? extends E> contents) {
    return (ManagedSet<E>) make(BuiltIns.SET, new ArrayList<>(contents));
  }

  @Override
  public <E> ManagedDeque<E> deque() {
    return (ManagedDeque<E>) make(BuiltIns.DEQUE);
  }

  @Override
  public <E> ManagedDeque<E> deque(int most) {
    return (ManagedDeque<E>) make(BuiltIns.DEQUE, positive("most", most));
  }

  @Override
  public <E> ManagedQueue<E> queue() {
    return (ManagedQueue<E>) make(BuiltIns.QUEUE, Integer.MAX_VALUE);
  }

  @Override
  public <E> ManagedQueue<E> queue(int capacity) {
    return (ManagedQueue<E>) make(BuiltIns.QUEUE, positive("capacity", capacity));
  }

  @Override
  public ManagedCounter counter() {
    return counter(0);
  }

  @Override
  public ManagedCounter counter(long initial) {
    return (ManagedCounter) make(BuiltIns.COUNTER, initial);
  }

  @Override
  public <T extends @Nullable Object> ManagedValue<T> value(T initial) {
    return (ManagedValue<T>) make(BuiltIns.VALUE, initial);
  }

  @Override
  public <T extends @Nullable Object> ManagedArray<T> array(Class<T> type, int length) {
    Objects.requireNonNull(type, "type");
    return (ManagedArray<T>) make(BuiltIns.ARRAY, type, notNegative("length", length));
  }

  @Override
  public <T extends @Nullable Object> ManagedArray<T> array(Collection<? extends T> contents) {
    return (ManagedArray<T>) make(BuiltIns.ARRAY, new ArrayList<>(contents));
  }

  @Override
  public Namespace namespace() {
    return (Namespace) make(BuiltIns.NAMESPACE);
  }

  @Override
  public ManagedLock lock() {
    return (ManagedLock) make(BuiltIns.LOCK);
  }

  @Override
  public ManagedLock reentrantLock() {
    return (ManagedLock) make(BuiltIns.REENTRANT_LOCK);
  }

  @Override
  public ManagedSemaphore semaphore(int permits) {
    return (ManagedSemaphore) make(BuiltIns.SEMAPHORE, notNegative("permits", permits), false);
  }

  @Override
  public ManagedSemaphore boundedSemaphore(int permits) {
    return (ManagedSemaphore) make(BuiltIns.SEMAPHORE, notNegative("permits", permits), true);
  }

  @Override
  public ManagedCondition condition() {
    return (ManagedCondition) make(BuiltIns.CONDITION);
  }

  @Override
  public ManagedCondition condition(ManagedLock lock) {
    Proxies.required(lock);
    return (ManagedCondition) make(BuiltIns.CONDITION, lock);
  }

  @Override
  public ManagedEvent event() {
    return (ManagedEvent) make(BuiltIns.EVENT);
  }

  @Override
  public ManagedBarrier barrier(int parties) {
    return (ManagedBarrier) make(BuiltIns.BARRIER, positive("parties", parties));
  }

  @Override
  public ManagedBarrier barrier(int parties, Action action) {
    Objects.requireNonNull(action, "action");
    return (ManagedBarrier) make(BuiltIns.BARRIER, positive("parties", parties), action);
  }

  @Override
  public ManagedPool pool(int workers) {
    return (ManagedPool) make(BuiltIns.POOL, positive("workers", workers));
  }

  @Override
  public <T> T create(Class<T> type, @Nullable Object... arguments) {
    Registrations.check(type);
    return type.cast(make(type.getName(), arguments));
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("not positive: " + name + "=" + value);
    }
    return value;
  }

  private static int notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative: " + name + "=" + value);
    }
    return value;
  }
}
