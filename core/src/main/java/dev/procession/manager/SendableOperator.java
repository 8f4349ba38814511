package dev.procession.manager;

import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link UnaryOperator} that can be sent to another process. A lambda written where one is
 * expected is one.
 *
 * @param <T> what it makes another of
 * @see dev.procession.Fn
 */
@FunctionalInterface
public interface SendableOperator<T extends @Nullable Object>
    extends UnaryOperator<T>, Serializable {}
