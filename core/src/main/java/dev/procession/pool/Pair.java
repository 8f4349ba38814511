package dev.procession.pool;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How the two arguments of {@code starmap} travel: a map's own entries cannot be sent.
 *
 * @param <T> the first argument
 * @param <U> the second argument
 * @param first the first argument
 * @param second the second argument
 */
record Pair<T extends @Nullable Object, U extends @Nullable Object>(T first, U second)
    implements Serializable {}
