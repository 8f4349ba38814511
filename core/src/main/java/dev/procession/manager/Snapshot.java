package dev.procession.manager;

import java.io.Serializable;
import java.util.List;

/**
 * All elements of a sequence at one moment.
 *
 * @param version of the sequence; another one after each change
 * @param elements a list that belongs to who has asked
 * @param <E> the type of elements
 */
record Snapshot<E>(long version, List<E> elements) implements Serializable {}
