package dev.procession.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How record classes are laid out; found out once for each. */
final class RecordSlots {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private static final ClassValue<RecordSlot> KNOWN =
      new ClassValue<>() {
        @Override
        protected RecordSlot computeValue(Class<?> type) {
          return new RecordSlots(type).record(type, "");
        }
      };

  private final Class<?> root;

  /** The records around the one in hand: one that contains itself would never end. */
  private final Set<Class<?>> around = new LinkedHashSet<>();

  private RecordSlots(Class<?> root) {
    this.root = root;
  }

  /**
   * The layout of a record class.
   *
   * @throws IllegalArgumentException if it cannot be laid out, naming the component
   */
  static RecordSlot of(Class<?> type) {
    if (!type.isRecord()) {
      throw new IllegalArgumentException("no record class: type=" + type.getTypeName());
    }
    return KNOWN.get(type);
  }

  private RecordSlot record(Class<?> type, String path) {
    if (!around.add(type)) {
      throw refused("a record cannot contain itself", path, type, "use the index of another");
    }
    List<RecordSlot.Part> parts = new ArrayList<>();
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] parameters = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      parameters[i] = components[i].getType();
      String name = components[i].getName();
      Slot slot = slot(components[i], path.isEmpty() ? name : path + "." + name);
      parts.add(new RecordSlot.Part(name, slot, accessor(components[i].getAccessor()), 0));
    }
    around.remove(type);
    return new RecordSlot(place(path), type, parts, constructor(type, parameters));
  }

  private Slot slot(RecordComponent component, String path) {
    Class<?> type = component.getType();
    boolean hasSize = type.isPrimitive() || type.isEnum() || type.isRecord();
    if (hasSize && component.isAnnotationPresent(Length.class)) {
      throw refused(
          "the component has a size of its own",
          path,
          type,
          "@Length is for texts and arrays of primitives: remove it");
    }
    if (type.isPrimitive()) {
      return new PrimitiveSlot(place(path), type);
    }
    if (type.isEnum()) {
      return new EnumSlot(place(path), type);
    }
    if (type == String.class) {
      return new TextSlot(place(path), length(component, path));
    }
    if (type.isArray() && type.getComponentType().isPrimitive()) {
      if (type == boolean[].class) {
        throw refused("the array cannot be shared", path, type, "use byte[]");
      }
      return new ArraySlot(place(path), type, length(component, path));
    }
    if (type.isRecord()) {
      return record(type, path);
    }
    Class<?> primitive = MethodType.methodType(type).unwrap().returnType();
    throw refused(
        "the component cannot be shared",
        path,
        type,
        primitive.isPrimitive()
            ? "use " + primitive
            : "use primitives, enums, records of such, or texts and arrays of primitives with"
                + " @Length");
  }

  private int length(RecordComponent component, String path) {
    Length length = component.getAnnotation(Length.class);
    if (length == null) {
      throw refused(
          "the component has no length", path, component.getType(), "annotate it with @Length");
    }
    if (length.value() < 0) {
      throw refused(
          "the length is negative",
          path,
          component.getType(),
          "@Length(" + length.value() + ") must be 0 or more");
    }
    return length.value();
  }

  private String place(String path) {
    return "record=" + root.getName() + (path.isEmpty() ? "" : ", component=" + path);
  }

  private IllegalArgumentException refused(String fact, String path, Class<?> type, String remedy) {
    return new IllegalArgumentException(
        fact + ": " + place(path) + ", type=" + type.getTypeName() + "; " + remedy);
  }

  // ---- its code ---------------------------------------------------------------------------------

  private static MethodHandle accessor(Method accessor) {
    try {
      accessor.setAccessible(true);
      return LOOKUP.unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class));
    } catch (InaccessibleObjectException | IllegalAccessException e) {
      throw closed(accessor.getDeclaringClass(), e);
    }
  }

  private static MethodHandle constructor(Class<?> type, Class<?>[] parameters) {
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(parameters);
      canonical.setAccessible(true);
      return LOOKUP
          .unreflectConstructor(canonical)
          .asSpreader(Object[].class, parameters.length)
          .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (InaccessibleObjectException | IllegalAccessException e) {
      throw closed(type, e);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record without its canonical constructor: " + type, e);
    }
  }

  private static IllegalArgumentException closed(Class<?> type, Exception cause) {
    return new IllegalArgumentException(
        "the record is not open to this library: record="
            + type.getName()
            + ", module="
            + type.getModule().getName()
            + "; add to the module: opens "
            + type.getPackageName()
            + " to dev.procession",
        cause);
  }

  /** Private memory for a record or component, aligned as in shared memory. */
  static MemorySegment scratch(long size) {
    return MemorySegment.ofArray(new long[Math.toIntExact(DataLayout.wordsFor(size) / Long.BYTES)]);
  }
}
