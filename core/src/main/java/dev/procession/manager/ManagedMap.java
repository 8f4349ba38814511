package dev.procession.manager;

import dev.procession.Fn;
import dev.procession.Fn2;
import java.io.Serializable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map that lives in a manager, in the order of insertion, and is used by any number of processes.
 *
 * {@snippet lang="java" :
 * ManagedMap<String, Integer> counts = manager.map();
 * counts.merge("eva", 1, Integer::sum);              // one step, in the manager
 * ConcurrentMap<String, Integer> plain = counts;     // existing code accepts it
 * }
 *
 * <p>Each method is one step for everybody: what it reads and what it writes belongs together. The
 * exceptions are methods of {@link Map} that take a function, when that cannot be sent to the
 * manager. The functions of the methods declared here run in the manager, under the lock of the
 * map: nobody else can use it meanwhile, so let them be short, and do not let them use other
 * objects of a manager whose functions use this one. A lambda at the call site is such a function.
 * All others, of variables of type {@link BiFunction} for instance, run in the caller, once more
 * each time that somebody else has changed the entry meanwhile, and then what they give is stored;
 * {@code replaceAll} is then a step for each entry.
 *
 * <p>Keys and values are copies. A plain list, set or map that comes out of this map throws {@link
 * UnsupportedOperationException} when it is changed, since nobody would see it: {@code put} it
 * again, {@code compute} it, or have the map hold a {@link ManagedList}, which is shared. Keys
 * should not be managed containers, whose hash code changes with what they hold.
 *
 * <p>{@link #keySet}, {@link #values}, {@link #entrySet} and {@link #reversed} are views: what they
 * read is fetched when they are asked, what is written to them goes into the map. Their iterators
 * and streams, and {@code forEach}, go through a copy of one moment, fetched at the first {@code
 * hasNext} or {@code next}. They never fail because somebody changes the map; {@code remove} takes
 * away the entry of that key, and {@code setValue} stores a value for it, whatever it is by then.
 * Size and order may differ from one call to the next when others use the map.
 *
 * <p>Null is neither key nor value: {@link NullPointerException} in the caller, before anything is
 * sent. What cannot be sent fails there too, with {@link dev.procession.NotSendableException}. An
 * error that a function throws comes out of the method, and the map is as it was. No method waits
 * for another process to do something, so none is ended by an interrupt. When a process dies, the
 * map keeps what it has put; when the manager ends, every method throws.
 *
 * <p>Proxies may be used by any thread, and may be sent to any process and into any other managed
 * container. Two proxies are equal if they are of the same map or of equal ones, as for all maps.
 *
 * <p>Python: {@code multiprocessing.Manager().dict()}, {@code DictProxy}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public sealed interface ManagedMap<K, V>
    extends ConcurrentMap<K, V>, SequencedMap<K, V>, Serializable permits MapProxy {

  /**
   * Computes the value of a key from the one it has, in the manager.
   *
   * @param key the key
   * @param function gets the key and its value, null if there is none; gives the new value, null to
   *     remove the key
   * @return the new value; null if there is none
   */
  @Nullable V compute(K key, Fn2<? super K, ? super @Nullable V, ? extends @Nullable V> function);

  /**
   * Computes the value of a key if it has none, in the manager. Python: {@code setdefault}.
   *
   * @param key the key
   * @param function gives the value; null for none
   * @return the value that the key has now; null if there is none
   */
  @Nullable V computeIfAbsent(K key, Fn<? super K, ? extends @Nullable V> function);

  /**
   * Computes the value of a key from the one it has, if it has one, in the manager.
   *
   * @param key the key
   * @param function gets the key and its value; gives the new value, null to remove the key
   * @return the new value; null if there is none
   */
  @Nullable V computeIfPresent(K key, Fn2<? super K, ? super V, ? extends @Nullable V> function);

  /**
   * Stores a value, or what a function makes of the present one and it, in the manager.
   *
   * @param key the key
   * @param value the value if the key has none
   * @param function gets the present value and the given one; gives the new value, null to remove
   *     the key
   * @return the new value; null if there is none
   */
  @Nullable V merge(K key, V value, Fn2<? super V, ? super V, ? extends @Nullable V> function);

  /**
   * Replaces each value, in the manager: all of them, or none if the function throws.
   *
   * @param function gets a key and its value; gives the new value, not null
   */
  void replaceAll(Fn2<? super K, ? super V, ? extends V> function);

  /**
   * The values of several keys, in one round trip.
   *
   * @param keys the keys; may be none
   * @return those keys that have a value, in the order given; a map of the caller's own
   */
  Map<K, V> getAll(Collection<? extends K> keys);

  /**
   * All that there is at this moment. Python: {@code copy()}, {@code dict(proxy)}.
   *
   * @return a map of the caller's own; lists, sets and maps among the values cannot be changed
   */
  LinkedHashMap<K, V> copy();

  @Override
  SequencedSet<K> keySet();

  @Override
  SequencedCollection<V> values();

  @Override
  SequencedSet<Map.Entry<K, V>> entrySet();

  /**
   * A view of this map in the opposite order, in which first is last. {@code put} of a new key
   * works on both alike: it comes last in this map.
   */
  @Override
  ManagedMap<K, V> reversed();
}
