package dev.procession.manager;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a map, as it travels.
 *
 * @param key the key
 * @param value the value; null if there is none
 * @param stamp says which value it is: no two stores of a map have the same; {@link #ABSENT} if
 *     there is none
 * @param <K> the type of keys
 * @param <V> the type of values
 */
record MapItem<K, V>(K key, @Nullable V value, long stamp) implements Serializable {
  static final long ABSENT = 0;
}
