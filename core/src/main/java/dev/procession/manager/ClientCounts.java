package dev.procession.manager;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many of something each client has. Anyone may give one back: then its own are lowered first,
 * then those of nobody, then those of others. Not thread-safe.
 */
final class ClientCounts {
  /** Without those who have none. */
  private final Map<Client, Integer> counts = new LinkedHashMap<>();

  /** What is known to be had, but not by whom. */
  private int unclaimed;

  private int total;

  void add(Client client, int more) {
    counts.merge(client, more, Integer::sum);
    total += more;
  }

  void addUnclaimed(int more) {
    unclaimed += more;
    total += more;
  }

  /** Lowers so many of nobody's; returns how many were lowered. */
  int lowerUnclaimed(int by) {
    int less = Math.min(by, unclaimed);
    unclaimed -= less;
    total -= less;
    return less;
  }

  /** How many a client has. */
  int of(Client client) {
    return counts.getOrDefault(client, 0);
  }

  int total() {
    return total;
  }

  /** Lowers so many; returns how many were lowered, less if there are less. */
  int lower(Client client, int by) {
    int left = by - lowerOwn(client, by);
    left -= lowerUnclaimed(left);
    for (Iterator<Client> others = counts.keySet().iterator(); left > 0 && others.hasNext(); ) {
      left -= lowerFirst(others, left);
    }
    return by - left;
  }

  private int lowerFirst(Iterator<Client> others, int by) {
    Client other = others.next();
    int had = of(other);
    int less = Math.min(had, by);
    if (less == had) {
      others.remove();
    } else {
      counts.put(other, had - less);
    }
    total -= less;
    return less;
  }

  /** Lowers so many of a client's own; returns how many were lowered. */
  int lowerOwn(Client client, int by) {
    int had = of(client);
    int less = Math.min(had, by);
    if (less == had) {
      counts.remove(client);
    } else {
      counts.put(client, had - less);
    }
    total -= less;
    return less;
  }

  /** Forgets a client; returns how many it had. */
  int remove(Client client) {
    return lowerOwn(client, of(client));
  }
}
