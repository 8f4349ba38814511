package dev.procession.internal.state;

import dev.procession.internal.wire.GraphWriter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what cannot be sent among the parts of a value that can never be replaced: a map of
 * operators made by {@link Map#of}, whose values are plain lambdas, is what it is for.
 */
final class FixedParts {
  /** Deeper structures are not looked at; what they hold is reported then. */
  private static final int DEEPEST = 20;

  private FixedParts() {}

  static boolean areUnsendable(Object value) {
    return areUnsendable(value, 0);
  }

  private static boolean areUnsendable(@Nullable Object value, int depth) {
    if (value == null || depth > DEEPEST) {
      return false;
    }
    if (!GraphWriter.isSendable(value)) {
      return true;
    }
    if (value instanceof Optional<?> optional) {
      return areUnsendable(optional.orElse(null), depth + 1);
    }
    if (!value.getClass().getName().startsWith("java.util.ImmutableCollections$")) {
      return false;
    }
    if (value instanceof Map<?, ?> map) {
      return areSome(map.keySet(), depth) || areSome(map.values(), depth);
    }
    return value instanceof Collection<?> collection && areSome(collection, depth);
  }

  private static boolean areSome(Collection<?> parts, int depth) {
    for (Object part : parts) {
      if (areUnsendable(part, depth + 1)) {
        return true;
      }
    }
    return false;
  }
}
