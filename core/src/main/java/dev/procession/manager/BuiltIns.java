package dev.procession.manager;

import dev.procession.Action;
import dev.procession.pool.ProcessPool;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The types of ours that every manager can make. */
@SuppressWarnings({"unchecked", "rawtypes"})
final class BuiltIns {
  static final String MAP = "map";
  static final String LIST = "list";
  static final String SET = "set";
  static final String DEQUE = "deque";
  static final String QUEUE = "queue";
  static final String COUNTER = "counter";
  static final String VALUE = "value";
  static final String ARRAY = "array";
  static final String NAMESPACE = "namespace";
  static final String LOCK = "lock";
  static final String REENTRANT_LOCK = "reentrant lock";
  static final String SEMAPHORE = "semaphore";
  static final String CONDITION = "condition";
  static final String EVENT = "event";
  static final String BARRIER = "barrier";
  static final String POOL = "pool";
  static final String MEMORY = "shared memory";

  private static final Map<String, BuiltIn> BY_NAME = new LinkedHashMap<>();
  private static final Map<Class<?>, UnaryOperator<Object>> WRAPPERS =
      Map.of(
          MapCore.class, core -> new MapProxy((MapCore) core),
          ListCore.class, core -> new ListProxy((ListCore) core),
          SetCore.class, core -> new SetProxy((SetCore) core),
          DequeCore.class, core -> new DequeProxy((DequeCore) core),
          QueueCore.class, core -> new QueueProxy((QueueCore) core));

  static {
    add(MAP, MapCore.class, a -> a.length == 0 ? new MapServant() : new MapServant((Map) a[0]));
    add(
        LIST,
        ListCore.class,
        a -> a.length == 0 ? new ListServant() : new ListServant((Collection) a[0]));
    add(
        SET,
        SetCore.class,
        a -> a.length == 0 ? new SetServant() : new SetServant((Collection) a[0]));
    add(
        DEQUE,
        DequeCore.class,
        a -> a.length == 0 ? new DequeServant() : new DequeServant((int) number(a[0])));
    add(QUEUE, QueueCore.class, a -> new QueueServant((int) number(a[0])));
    add(COUNTER, ManagedCounter.class, a -> new CounterServant(number(a[0])));
    add(VALUE, ManagedValue.class, a -> new ValueServant(a[0]));
    add(
        ARRAY,
        ManagedArray.class,
        a ->
            a.length == 1
                ? ArrayServant.of((List) a[0])
                : ArrayServant.of((Class<?>) a[0], (int) number(a[1])));
    add(NAMESPACE, Namespace.class, a -> new NamespaceServant());
    add(LOCK, ManagedLock.class, a -> new PlainLockServant());
    add(REENTRANT_LOCK, ManagedLock.class, a -> new ReentrantLockServant());
    add(
        SEMAPHORE,
        ManagedSemaphore.class,
        a -> new SemaphoreServant((int) number(a[0]), (Boolean) a[1], false));
    add(
        CONDITION,
        ManagedCondition.class,
        a -> new ConditionServant(a.length == 0 ? new ReentrantLockServant() : lock(a[0])));
    add(EVENT, ManagedEvent.class, a -> new EventServant());
    add(
        BARRIER,
        ManagedBarrier.class,
        a ->
            new BarrierServant(
                (int) number(a[0]), a.length == 1 ? null : (Action) a[1], Line.FOREVER));
    BY_NAME.put(
        POOL,
        new BuiltIn(
            POOL,
            ManagedPool.class,
            a -> new PoolServant(ProcessPool.open((int) number(a[0]))),
            false));
    add(MEMORY, MemoryCore.class, a -> new MemoryServant());
  }

  private BuiltIns() {}

  private static void add(
      String name, Class<?> core, Function<@Nullable Object[], Object> factory) {
    BY_NAME.put(name, new BuiltIn(name, core, factory, true));
  }

  private static long number(@Nullable Object argument) {
    if (argument instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException("not a number: argument=" + argument);
  }

  /** The lock behind a proxy. */
  private static LockServant lock(@Nullable Object proxy) {
    if (Proxies.refOf(proxy) instanceof ServedRef ref
        && ref.object().servant() instanceof LockServant lock) {
      return lock;
    }
    throw new IllegalArgumentException("the lock is of another manager: lock=" + proxy);
  }

  /** The type that clients ask for by that name; null if there is none. */
  static @Nullable BuiltIn find(String name) {
    return BY_NAME.get(name);
  }

  /** What users call: what implements the core, or what is put around that. */
  static Object wrap(Class<?> core, Object proxy) {
    UnaryOperator<Object> wrapper = WRAPPERS.get(core);
    return wrapper == null ? proxy : wrapper.apply(proxy);
  }

  /** Whether objects behind that interface are of a type of ours. */
  static boolean isCore(Class<?> type) {
    return BY_NAME.values().stream().anyMatch(builtIn -> builtIn.core() == type);
  }

  /** Whether users call something that is put around what implements the core. */
  static boolean isWrapped(Class<?> core) {
    return WRAPPERS.containsKey(core);
  }

  /** Whether what a method returns that is declared to return this stays in the manager. */
  static boolean isProxied(Class<?> type) {
    return type == Iterator.class || type == Condition.class || type == ManagedCondition.class;
  }
}
