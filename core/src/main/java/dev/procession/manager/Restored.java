package dev.procession.manager;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects that a journal has brought back. They are held for a minute, in which those who had
 * proxies of them come back too.
 */
final class Restored implements Journal.Restorer {
  private static final long HELD_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final ObjectTable table;
  private final Function<@Nullable UUID, UUID> identity;
  private final Map<Long, Served> objects = new LinkedHashMap<>();

  /**
   * Nothing yet.
   *
   * @param identity is told whose journal it is, and says whose a new one is
   */
  Restored(ObjectTable table, Function<@Nullable UUID, UUID> identity) {
    this.table = table;
    this.identity = identity;
  }

  @Override
  public UUID id(@Nullable UUID id) {
    return identity.apply(id);
  }

  @Override
  public void restored(long id, String type, Durable servant) {
    BuiltIn builtIn = BuiltIns.find(type);
    if (builtIn == null) {
      throw new IllegalStateException("unknown type: type=" + type);
    }
    Served object = table.restore(id, servant, Operations.of(builtIn.core()));
    table.lease(object, 1);
    objects.put(id, object);
  }

  @Override
  public void named(long id, String name) {
    Served object = objects.get(id);
    if (object == null) {
      return;
    }
    String before = object.name();
    if (before != null) {
      table.unname(before);
    }
    if (!name.isEmpty()) {
      table.name(object, name);
    }
  }

  @Override
  public void gone(long id) {
    Served object = objects.remove(id);
    if (object != null) {
      table.lease(object, -1);
    }
  }

  /** From now on the objects need leases as all others do. */
  void release() {
    var unused =
        Alarms.in(HELD_NANOS, () -> objects.values().forEach(object -> table.lease(object, -1)));
  }
}
