package dev.procession.manager;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Objects that a journal has brought back. They are held for a minute, in which those who had
 * proxies of them come back too.
 */
final class Restored implements Journal.Restorer {
  private static final long HELD_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final ObjectTable table;
  private final Map<Long, Served> objects = new LinkedHashMap<>();

  Restored(ObjectTable table) {
    this.table = table;
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
