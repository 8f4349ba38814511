package dev.procession.manager;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a manager, by number and by name.
 *
 * <p>Who has a lease is held; the others are known as long as another object contains them. One
 * that no object can contain is forgotten with its last lease.
 *
 * <p>Used by any thread.
 */
final class ObjectTable {
  private final ReentrantLock lock = new ReentrantLock();

  /** All that are known. Guarded by the lock. */
  private final Map<Long, Known> known = new HashMap<>();

  /** Guarded by the lock. */
  private final Set<Served> leased = new HashSet<>();

  /** Guarded by the lock. */
  private final Map<String, Served> named = new LinkedHashMap<>();

  /** Those who want to hear of clients that are gone. Guarded by the lock. */
  private final Map<Served, Boolean> watchers = new WeakHashMap<>();

  /** Objects that were made by others, such as the condition of a lock, and what serves them. */
  private final Map<Object, Long> offspring = new IdentityHashMap<>();

  private final ReferenceQueue<Served> forgotten = new ReferenceQueue<>();
  private final ObjectListener listener;

  /** Guarded by the lock. */
  private long nextId;

  /** Hears what becomes of objects. Called with the table's lock held. */
  interface ObjectListener {
    /** Nobody can use the object any more. */
    void gone(long id, @Nullable Served object);

    /** The object has another name. */
    void named(Served object);
  }

  /** An object that may be collected. */
  private static final class Known extends WeakReference<Served> {
    private final long id;

    Known(Served object, ReferenceQueue<Served> queue) {
      super(object, queue);
      this.id = object.id();
    }
  }

  /**
   * An empty one.
   *
   * @param firstId the number of the first object, so that numbers of another run mean nothing here
   */
  ObjectTable(long firstId, ObjectListener listener) {
    this.nextId = firstId;
    this.listener = listener;
  }

  // ---- making them known ------------------------------------------------------------------------

  /** A new object, without a lease: it is there as long as the caller has it. */
  Served add(Object servant, Operations operations, boolean builtIn) {
    lock.lock();
    try {
      return add(new Served(nextId++, servant, operations, builtIn));
    } finally {
      lock.unlock();
    }
  }

  /** An object of another run, without a lease. */
  Served restore(long id, Object servant, Operations operations) {
    lock.lock();
    try {
      nextId = Math.max(nextId, id + 1);
      return add(new Served(id, servant, operations, true));
    } finally {
      lock.unlock();
    }
  }

  private Served add(Served object) {
    forget();
    known.put(object.id(), new Known(object, forgotten));
    if (object.servant() instanceof ClientWatcher) {
      watchers.put(object, true);
    }
    return object;
  }

  /**
   * The object of that name; null if there is none.
   *
   * @throws IllegalStateException if it is of another type
   */
  @Nullable Served named(String name, Operations operations) {
    lock.lock();
    try {
      Served object = named.get(name);
      if (object != null && object.operations() != operations) {
        throw new IllegalStateException(
            "the name is taken by an object of another type: name="
                + name
                + ", its type="
                + object.operations().type().getName()
                + ", asked for="
                + operations.type().getName());
      }
      return object;
    } finally {
      lock.unlock();
    }
  }

  /** Gives an object a name, which holds it. */
  void name(Served object, String name) {
    lock.lock();
    try {
      named.put(name, object);
      object.setName(name);
      lease(object, 1);
      listener.named(object);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a name from its object; false if there is none of that name. */
  boolean unname(String name) {
    lock.lock();
    try {
      Served object = named.remove(name);
      if (object == null) {
        return false;
      }
      object.setName(null);
      listener.named(object);
      lease(object, -1);
      return true;
    } finally {
      lock.unlock();
    }
  }

  List<String> names() {
    lock.lock();
    try {
      return new ArrayList<>(named.keySet());
    } finally {
      lock.unlock();
    }
  }

  /** What serves an object that another one has made. The same object is served by the same. */
  Served offspring(Object servant, Operations operations, boolean builtIn) {
    lock.lock();
    try {
      Long id = offspring.get(servant);
      Served object = id == null ? null : find(id);
      if (object != null) {
        return object;
      }
      object = add(servant, operations, builtIn);
      offspring.put(servant, object.id());
      return object;
    } finally {
      lock.unlock();
    }
  }

  // ---- finding and leasing them -----------------------------------------------------------------

  /** The object of that number; null if there is none. */
  @Nullable Served find(long id) {
    lock.lock();
    try {
      Known reference = known.get(id);
      return reference == null ? null : reference.get();
    } finally {
      lock.unlock();
    }
  }

  /** Changes the number of leases on an object, and forgets it if that was the last of all. */
  void lease(Served object, int difference) {
    lock.lock();
    try {
      if (object.lease(difference) > 0) {
        leased.add(object);
        return;
      }
      leased.remove(object);
      if (!object.isContained()) {
        remove(object.id(), object);
      }
      forget();
    } finally {
      lock.unlock();
    }
  }

  /** From now on other objects may contain it. */
  void contain(Served object) {
    lock.lock();
    try {
      object.setContained();
    } finally {
      lock.unlock();
    }
  }

  /** Those who want to hear of clients that are gone. */
  List<ClientWatcher> watchers() {
    lock.lock();
    try {
      var all = new ArrayList<ClientWatcher>();
      watchers.keySet().forEach(object -> all.add((ClientWatcher) object.servant()));
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** All that can be used now. */
  List<Served> all() {
    lock.lock();
    try {
      forget();
      var all = new ArrayList<Served>();
      for (Known reference : known.values()) {
        Served object = reference.get();
        if (object != null) {
          all.add(object);
        }
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** How many leases there are on all objects together, names not counted. */
  int leases() {
    lock.lock();
    try {
      int sum = 0;
      for (Served object : leased) {
        sum += object.leases() - (object.name() == null ? 0 : 1);
      }
      return sum;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets those that the collector has found. */
  private void forget() {
    Reference<? extends Served> next = forgotten.poll();
    while (next instanceof Known gone) {
      if (known.get(gone.id) == gone) {
        remove(gone.id, null);
      }
      next = forgotten.poll();
    }
  }

  private void remove(long id, @Nullable Served object) {
    if (known.remove(id) == null) {
      return;
    }
    if (object == null) {
      offspring.values().removeIf(child -> child == id);
    } else {
      offspring.remove(object.servant());
    }
    listener.gone(id, object);
  }
}
