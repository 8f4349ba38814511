package dev.procession.manager;

import dev.procession.channel.QueueClosedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A queue in the manager: the items, and who waits for what. */
final class QueueServant<E> implements QueueCore<E>, ClientWatcher, Durable, Takeable {
  static final int UNBOUNDED = Integer.MAX_VALUE;

  private final Guard guard = new Guard();
  private final Line takers = guard.newLine();
  private final Line putters = guard.newLine();
  private final Line joiners = guard.newLine();
  private final int capacity;

  /** Guarded by the guard. */
  private final QueueState<E> state = new QueueState<>();

  QueueServant(int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("not positive: capacity=" + capacity);
    }
    this.capacity = capacity;
  }

  // ---- putting ----------------------------------------------------------------------------------

  @Override
  public void put(E item) {
    put(item, Line.FOREVER);
  }

  @Override
  public boolean offer(E item) {
    return put(item, 0);
  }

  @Override
  public boolean offer(E item, long nanos) {
    return put(item, nanos);
  }

  private boolean put(E item, long nanos) {
    List<E> one = List.of(item);
    return Boolean.TRUE.equals(
        putters.await(_ -> putNow(one) == 0 ? null : Answer.of(true), nanos, () -> false));
  }

  @Override
  public int putSome(List<E> items) {
    List<E> all = List.copyOf(items);
    if (all.isEmpty()) {
      return 0;
    }
    Integer put =
        putters.await(
            _ -> {
              int now = putNow(all);
              return now == 0 ? null : Answer.of(now);
            });
    return put == null ? 0 : put;
  }

  @Override
  public int offerAll(List<E> items) {
    List<E> all = List.copyOf(items);
    // Nobody who waits for room is passed: as long as one waits there is none.
    return guard.run(() -> putNow(all));
  }

  /** Puts what fits; returns how many. */
  private int putNow(List<E> items) {
    if (state.isShut()) {
      throw new QueueClosedException(
          "the queue has been shut down: queue=" + this + "; put nothing after shutdown()");
    }
    // Items that came back may have made the queue longer than it is to be.
    int many = Math.clamp((long) capacity - state.size(), 0, items.size());
    if (many > 0) {
      state.push(items.subList(0, many));
    }
    return many;
  }

  // ---- taking -----------------------------------------------------------------------------------

  @Override
  @SuppressWarnings("NullAway") // null only if the call waits, and then it means nothing
  public E take() {
    return poll(Line.FOREVER);
  }

  @Override
  public @Nullable E poll() {
    return poll(0);
  }

  @Override
  public @Nullable E poll(long nanos) {
    return takers.<@Nullable E>await(this::takeNow, nanos, () -> null);
  }

  private @Nullable Answer<E> takeNow(Call call) {
    if (state.size() == 0) {
      if (state.isShut()) {
        throw new QueueClosedException(
            "the queue has been shut down and is empty: queue=" + this + "; nothing will come");
      }
      return null;
    }
    return Answer.of(takeFor(call, 1).getFirst());
  }

  @Override
  public List<E> drain(int most) {
    return guard.run(
        () -> {
          int many = Math.min(most, state.size());
          return many <= 0 ? new ArrayList<>() : takeFor(Call.current(), many);
        });
  }

  private List<E> takeFor(Call call, int many) {
    QueueState.Take<E> take = state.pop(call.caller().client(), many);
    call.takes(new Handover(take));
    return new ArrayList<>(take.values());
  }

  /** Items that have been taken, until their taker has them. */
  private final class Handover implements Delivery {
    private final QueueState.Take<E> take;

    Handover(QueueState.Take<E> take) {
      this.take = take;
    }

    @Override
    public void undo() {
      guard.run(() -> state.putBack(take));
    }

    @Override
    public boolean arrived(long number) {
      return guard.run(() -> state.arrived(take, number));
    }

    @Override
    public boolean isWaitedFor() {
      return state.isRemembered();
    }
  }

  @Override
  public boolean hasArrived(long number) {
    return guard.run(() -> state.hasArrived(number));
  }

  // ---- that it has been dealt with --------------------------------------------------------------

  @Override
  public void taskDone() {
    guard.run(
        () -> {
          if (!state.done(Call.current().caller().client())) {
            throw new IllegalStateException(
                "acknowledged too often: taken and not acknowledged=0; call taskDone() once for"
                    + " each item taken");
          }
        });
  }

  @Override
  public boolean join(long nanos) {
    return Boolean.TRUE.equals(
        joiners.await(_ -> state.unfinished() == 0 ? Answer.of(true) : null, nanos, () -> false));
  }

  @Override
  public long unfinished() {
    return guard.run(state::unfinished);
  }

  @Override
  public void gone(Client client) {
    guard.run(() -> state.forget(client));
  }

  // ---- looking at it ----------------------------------------------------------------------------

  @Override
  public @Nullable E peek() {
    return guard.<@Nullable E>run(state::peek);
  }

  @Override
  public int size() {
    return guard.run(state::size);
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int remainingCapacity() {
    return capacity == UNBOUNDED
        ? UNBOUNDED
        : guard.run(() -> Math.max(0, capacity - state.size()));
  }

  @Override
  public int waiters() {
    return guard.run(() -> takers.size() + putters.size() + joiners.size());
  }

  @Override
  public boolean contains(@Nullable Object item) {
    return guard.run(() -> state.contains(item));
  }

  @Override
  public List<QueueItem<E>> items() {
    return guard.run(state::items);
  }

  @Override
  public String toString() {
    return guard.run(
        () -> "ManagedQueue[items=" + state.size() + (state.isShut() ? ", shut down]" : "]"));
  }

  // ---- removing otherwise -----------------------------------------------------------------------

  @Override
  public boolean removeFirst(@Nullable Object item) {
    return guard.run(() -> state.dropFirst(item));
  }

  @Override
  public boolean removeIf(SendablePredicate<? super E> filter) {
    Objects.requireNonNull(filter, "filter");
    return guard.run(() -> state.drop(item -> filter.test(item.value())));
  }

  @Override
  public boolean removeNumbered(long[] numbers) {
    return guard.run(() -> state.drop(item -> Arrays.binarySearch(numbers, item.number()) >= 0));
  }

  @Override
  public void clear() {
    guard.run(() -> state.clear());
  }

  @Override
  public int shutdown(boolean drop) {
    return guard.run(() -> state.shut(drop));
  }

  @Override
  public boolean isShutdown() {
    return guard.run(state::isShut);
  }

  // ---- remembering it ---------------------------------------------------------------------------

  @Override
  public Guard guard() {
    return guard;
  }

  @Override
  public void writeTo(EffectLog log) {
    guard.run(() -> state.writeTo(log));
  }

  @Override
  public void replay(int effect, @Nullable Object[] values) {
    guard.run(() -> state.replay(effect, values));
  }

  @Override
  public void save(EffectLog log) {
    guard.run(() -> state.save(log));
  }
}
