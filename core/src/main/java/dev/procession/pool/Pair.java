package dev.procession.pool;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** How the two arguments of {@code starmap} travel: a map's own entries cannot be sent. */
record Pair<T extends @Nullable Object, U extends @Nullable Object>(T first, U second)
    implements Serializable {}
