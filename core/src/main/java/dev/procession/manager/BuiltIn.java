package dev.procession.manager;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A type of ours.
 *
 * @param name what clients ask for
 * @param core the interface that goes over the wire
 * @param factory makes an object of given arguments
 * @param answersAtOnce whether its methods answer at once or have the call wait in a line, unless
 *     they are given functions
 */
record BuiltIn(
    String name,
    Class<?> core,
    Function<@Nullable Object[], Object> factory,
    boolean answersAtOnce) {

  Object make(@Nullable Object[] arguments) {
    return factory.apply(arguments);
  }
}
