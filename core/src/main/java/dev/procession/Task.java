package dev.procession;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Callable} that can be sent to another process.
 *
 * <p>A lambda or method reference written where a {@code Task} is expected is one. It carries
 * copies of the variables it captures, so these must be sendable; a lambda that reads an instance
 * field captures {@code this}.
 *
 * <p>Python: the {@code target} and {@code func} arguments.
 *
 * @param <V> the result
 */
@FunctionalInterface
public interface Task<V extends @Nullable Object> extends Callable<V>, Serializable {}
