package dev.procession.manager;

import dev.procession.Action;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes objects that live in a manager: each method returns a proxy of a new one. What is got by
 * {@link Manager#named} returns proxies of the object of that name, and makes it only if there is
 * none.
 *
 * <p>A proxy may be used by any number of threads, and travels to other processes as an argument, a
 * captured variable, a result, through queues and pipes, and into other objects of the manager. The
 * object is there as long as a proxy is, in whatever process, or another object contains it, or it
 * has a name.
 *
 * <p>Arguments and results are copied: what is changed in them afterwards is not changed in the
 * manager. Plain containers that come out of a proxy throw {@link UnsupportedOperationException}
 * when they are changed, since that would be in vain; put them back, or put a managed container
 * into the other one in the first place.
 *
 * <p>Every call throws {@link ManagerDiedException} when the manager has ended; {@link
 * dev.procession.NotSendableException} if an argument cannot be sent, or is of a class that the
 * manager does not {@linkplain ManagerConfig#allow(String...) allow}; and what the object's method
 * throws.
 */
public sealed interface ManagedObjects permits Manager, Factories {
  // ---- containers -------------------------------------------------------------------------------

  /**
   * A map in the order of insertion.
   *
   * <p>Python: {@code dict()}.
   *
   * @param <K> its keys
   * @param <V> its values
   * @return a proxy
   */
  <K, V> ManagedMap<K, V> map();

  /**
   * A map with some contents.
   *
   * <p>Python: {@code dict(mapping)}.
   *
   * @param contents what is in it at first; no nulls
   * @param <K> its keys
   * @param <V> its values
   * @return a proxy
   */
  <K, V> ManagedMap<K, V> map(Map<? extends K, ? extends V> contents);

  /**
   * A list.
   *
   * <p>Python: {@code list()}.
   *
   * @param <E> its elements
   * @return a proxy
   */
  <E extends @Nullable Object> ManagedList<E> list();

  /**
   * A list with some contents.
   *
   * <p>Python: {@code list(sequence)}.
   *
   * @param contents what is in it at first
   * @param <E> its elements
   * @return a proxy
   */
  <E extends @Nullable Object> ManagedList<E> list(Collection<? extends E> contents);

  /**
   * A set in the order of insertion.
   *
   * <p>Python: {@code set()}.
   *
   * @param <E> its elements
   * @return a proxy
   */
  <E extends @Nullable Object> ManagedSet<E> set();

  /**
   * A set with some contents.
   *
   * <p>Python: {@code set(iterable)}.
   *
   * @param contents what is in it at first
   * @param <E> its elements
   * @return a proxy
   */
  <E extends @Nullable Object> ManagedSet<E> set(Collection<? extends E> contents);

  /**
   * A deque without a limit.
   *
   * @param <E> its elements
   * @return a proxy
   */
  <E> ManagedDeque<E> deque();

  /**
   * A deque that drops elements at the other end when it is full.
   *
   * <p>Python: {@code collections.deque(maxlen=…)}.
   *
   * @param most how many elements it has at most, at least 1
   * @param <E> its elements
   * @return a proxy
   * @throws IllegalArgumentException if {@code most} is not positive
   */
  <E> ManagedDeque<E> deque(int most);

  /**
   * A queue without a limit.
   *
   * <p>Python: {@code Queue()}, {@code JoinableQueue()}.
   *
   * @param <E> its elements
   * @return a proxy
   */
  <E> ManagedQueue<E> queue();

  /**
   * A queue with a limit.
   *
   * <p>Python: {@code Queue(maxsize)}, {@code JoinableQueue(maxsize)}.
   *
   * @param capacity how many elements it has at most, at least 1
   * @param <E> its elements
   * @return a proxy
   * @throws IllegalArgumentException if {@code capacity} is not positive
   */
  <E> ManagedQueue<E> queue(int capacity);

  // ---- values -----------------------------------------------------------------------------------

  /**
   * A number that many count with.
   *
   * @return a proxy; the number is 0
   */
  ManagedCounter counter();

  /**
   * A number that many count with.
   *
   * @param initial what it is at first
   * @return a proxy
   */
  ManagedCounter counter(long initial);

  /**
   * A variable.
   *
   * <p>Python: {@code Value(typecode, value)}.
   *
   * @param initial what it holds at first; may be null
   * @param <T> what it holds
   * @return a proxy
   */
  <T extends @Nullable Object> ManagedValue<T> value(T initial);

  /**
   * An array of a fixed length, whose elements are 0, false or null at first.
   *
   * <p>Python: {@code Array(typecode, length)}.
   *
   * @param type the class of its elements; a primitive one stands for what boxes it
   * @param length how many there are, from 0
   * @param <T> its elements
   * @return a proxy
   * @throws IllegalArgumentException if {@code length} is negative
   */
  <T extends @Nullable Object> ManagedArray<T> array(Class<T> type, int length);

  /**
   * An array with some contents.
   *
   * <p>Python: {@code Array(typecode, sequence)}.
   *
   * @param contents its elements
   * @param <T> its elements
   * @return a proxy
   */
  <T extends @Nullable Object> ManagedArray<T> array(Collection<? extends T> contents);

  /**
   * A bag of named values.
   *
   * <p>Python: {@code Namespace()}.
   *
   * @return a proxy
   */
  Namespace namespace();

  // ---- waiting for each other -------------------------------------------------------------------

  /**
   * A lock that one thread holds at a time, and any may release.
   *
   * <p>Python: {@code Lock()}.
   *
   * @return a proxy
   */
  ManagedLock lock();

  /**
   * A lock that its holder may take again.
   *
   * <p>Python: {@code RLock()}.
   *
   * @return a proxy
   */
  ManagedLock reentrantLock();

  /**
   * A semaphore.
   *
   * <p>Python: {@code Semaphore(value)}.
   *
   * @param permits how many permits there are at first, from 0
   * @return a proxy
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  ManagedSemaphore semaphore(int permits);

  /**
   * A semaphore that never has more permits than at first.
   *
   * <p>Python: {@code BoundedSemaphore(value)}.
   *
   * @param permits how many permits there are at first, from 0
   * @return a proxy
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  ManagedSemaphore boundedSemaphore(int permits);

  /**
   * A condition with a reentrant lock of its own.
   *
   * <p>Python: {@code Condition()}.
   *
   * @return a proxy
   */
  ManagedCondition condition();

  /**
   * A condition of a lock.
   *
   * <p>Python: {@code Condition(lock)}.
   *
   * @param lock a lock of the same manager
   * @return a proxy
   */
  ManagedCondition condition(ManagedLock lock);

  /**
   * An event, not set at first.
   *
   * <p>Python: {@code Event()}.
   *
   * @return a proxy
   */
  ManagedEvent event();

  /**
   * A barrier.
   *
   * <p>Python: {@code Barrier(parties)}.
   *
   * @param parties how many wait for each other, at least 1
   * @return a proxy
   * @throws IllegalArgumentException if {@code parties} is not positive
   */
  ManagedBarrier barrier(int parties);

  /**
   * A barrier at which something is done.
   *
   * <p>Python: {@code Barrier(parties, action)}.
   *
   * @param parties how many wait for each other, at least 1
   * @param action is run in the manager when all have come, before any goes on
   * @return a proxy
   * @throws IllegalArgumentException if {@code parties} is not positive
   */
  ManagedBarrier barrier(int parties, Action action);

  // ---- all else ---------------------------------------------------------------------------------

  /**
   * A pool whose workers are children of the manager, for all that have a proxy.
   *
   * <p>Python: {@code Pool(processes)}.
   *
   * @param workers how many workers, at least 1
   * @return a proxy
   * @throws IllegalArgumentException if {@code workers} is not positive
   */
  ManagedPool pool(int workers);

  /**
   * An object of a type that is {@linkplain Manager#register registered}.
   *
   * <p>Python: the method that {@code register} makes.
   *
   * @param type the interface
   * @param arguments what the factory gets, if it takes any
   * @param <T> the interface
   * @return a proxy
   * @throws ManagerRefusedException if the type is not registered
   */
  <T> T create(Class<T> type, @Nullable Object... arguments);
}
