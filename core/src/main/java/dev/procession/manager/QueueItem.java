package dev.procession.manager;

import java.io.Serializable;

/**
 * An item of a queue.
 *
 * @param number greater than those of all items before it
 * @param value the item
 * @param <E> its type
 */
record QueueItem<E>(long number, E value) implements Serializable {}
