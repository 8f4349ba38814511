package dev.procession.manager;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Keeps what goes through containers from going round in circles: a managed container may hold
 * itself, directly or by way of others, and each time it is another proxy.
 */
final class Recursion {
  private static final ThreadLocal<Set<Object>> UNDER_WAY = ThreadLocal.withInitial(HashSet::new);

  private Recursion() {}

  /**
   * Says what a container holds, for people: what cannot be reached any more says that.
   *
   * @param core the container, equal for all proxies of the same
   * @param text asks for what it holds
   * @param again the result if this thread is at it already
   */
  static String describe(Object core, Supplier<String> text, String again) {
    try {
      return guard(core, text, again);
    } catch (RuntimeException unreachable) {
      return "(cannot be told: " + unreachable.getMessage() + ")";
    }
  }

  /**
   * Does something with a container, or compares two.
   *
   * @param core the container, equal for all proxies of the same; a list of both if there are two
   * @param action what to do
   * @param again the result if this thread is at it already
   */
  static <T> T guard(Object core, Supplier<T> action, T again) {
    Set<Object> underWay = UNDER_WAY.get();
    if (!underWay.add(core)) {
      return again;
    }
    try {
      return action.get();
    } finally {
      underWay.remove(core);
      if (underWay.isEmpty()) {
        UNDER_WAY.remove();
      }
    }
  }
}
