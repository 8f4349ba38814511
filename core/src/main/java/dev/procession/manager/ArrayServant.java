package dev.procession.manager;

import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An array in the manager. */
final class ArrayServant<T extends @Nullable Object> implements ManagedArray<T> {
  private static final Map<Class<?>, Object> ZEROS =
      Map.ofEntries(
          Map.entry(Byte.class, (byte) 0),
          Map.entry(Short.class, (short) 0),
          Map.entry(Integer.class, 0),
          Map.entry(Long.class, 0L),
          Map.entry(Float.class, 0f),
          Map.entry(Double.class, 0d),
          Map.entry(Boolean.class, false),
          Map.entry(Character.class, '\0'));

  private final Guard guard = new Guard();

  /** What all elements must be. */
  private final Class<?> type;

  /** Guarded by the guard. */
  private final @Nullable Object[] elements;

  private ArrayServant(Class<?> type, @Nullable Object[] elements) {
    this.type = type;
    this.elements = elements;
  }

  /** An array of anything. */
  static <T extends @Nullable Object> ArrayServant<T> of(List<? extends T> values) {
    return new ArrayServant<>(Object.class, values.toArray());
  }

  /** An array of nulls or zeros. */
  static <T extends @Nullable Object> ArrayServant<T> of(Class<?> type, int length) {
    if (length < 0) {
      throw new IllegalArgumentException("negative: length=" + length + "; zero is the least");
    }
    Class<?> boxed = MethodType.methodType(type).wrap().returnType();
    if (boxed == Void.class) {
      throw new IllegalArgumentException("nothing to hold: type=" + type.getName());
    }
    var elements = new @Nullable Object[length];
    Arrays.fill(elements, ZEROS.get(boxed));
    return new ArrayServant<>(boxed, elements);
  }

  /** An array of these elements, which are all of a type. */
  static <T extends @Nullable Object> ArrayServant<T> of(Class<?> type, List<? extends T> values) {
    ArrayServant<T> array = of(type, values.size());
    array.setAll(0, values);
    return array;
  }

  private void check(@Nullable Object value) {
    if (value == null ? ZEROS.containsKey(type) : !type.isInstance(value)) {
      if (value == null) {
        throw new NullPointerException("no null in an array of numbers: type=" + type.getName());
      }
      throw new ClassCastException(
          "the array holds something else: type="
              + type.getName()
              + ", value's="
              + value.getClass().getName());
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"})
  private T at(int index) {
    return (T) elements[Objects.checkIndex(index, elements.length)];
  }

  private void put(int index, T value) {
    check(value);
    elements[Objects.checkIndex(index, elements.length)] = value;
  }

  @Override
  public int length() {
    return elements.length;
  }

  @Override
  public T get(int index) {
    return guard.run(() -> at(index));
  }

  @Override
  public void set(int index, T value) {
    guard.run(() -> put(index, value));
  }

  @Override
  public T getAndSet(int index, T value) {
    return guard.run(
        () -> {
          T old = at(index);
          put(index, value);
          return old;
        });
  }

  @Override
  public boolean compareAndSet(int index, T expected, T value) {
    return guard.run(
        () -> {
          boolean same = Objects.equals(at(index), expected);
          if (same) {
            put(index, value);
          }
          return same;
        });
  }

  @Override
  public T update(int index, SendableOperator<T> change) {
    Objects.requireNonNull(change, "change");
    return guard.run(
        () -> {
          T value = change.apply(at(index));
          put(index, value);
          return value;
        });
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<T> toList(int from, int to) {
    Objects.checkFromToIndex(from, to, elements.length);
    return guard.run(() -> (List<T>) new ArrayList<>(Arrays.asList(elements).subList(from, to)));
  }

  @Override
  public List<T> toList() {
    return toList(0, elements.length);
  }

  @Override
  public void setAll(int from, List<? extends T> values) {
    Object[] all = values.toArray();
    Objects.checkFromIndexSize(from, all.length, elements.length);
    for (Object value : all) {
      check(value);
    }
    guard.run(() -> System.arraycopy(all, 0, elements, from, all.length));
  }

  @Override
  public String toString() {
    return "ManagedArray" + toList();
  }
}
