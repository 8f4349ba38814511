package dev.procession.internal.wire;

import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Stands in for a value of the JDK that is not Serializable. */
final class StandIn implements Serializable {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  // Who puts in what cannot be sent is told when it is written, with the name of the field.

  /** Of an entry; else null. */
  @SuppressWarnings("serial")
  private final @Nullable Object key;

  /** What the real thing is made of; null if it is empty. */
  @SuppressWarnings("serial")
  private final @Nullable Object value;

  /** What it stands in for, and what that is made of. */
  enum Kind {
    /** An entry of a map. */
    ENTRY,
    /** Memory inside of something else: its bytes. */
    MEMORY,
    /** An {@link Optional}: its value. */
    OPTIONAL,
    /** An {@link OptionalDouble}: its value. */
    OPTIONAL_DOUBLE,
    /** An {@link OptionalInt}: its value. */
    OPTIONAL_INT,
    /** An {@link OptionalLong}: its value. */
    OPTIONAL_LONG,
    /** A path of the standard file system: its text. */
    PATH
  }

  StandIn(Kind kind, @Nullable Object value) {
    this(kind, null, value);
  }

  private StandIn(Kind kind, @Nullable Object key, @Nullable Object value) {
    this.kind = kind;
    this.key = key;
    this.value = value;
  }

  static StandIn ofEntry(Map.Entry<?, ?> entry) {
    return new StandIn(Kind.ENTRY, entry.getKey(), entry.getValue());
  }

  @Serial
  private Object readResolve() {
    return switch (kind) {
      case ENTRY -> entry(key, value);
      case MEMORY -> memory((byte[]) full());
      case OPTIONAL -> Optional.ofNullable(value);
      case OPTIONAL_DOUBLE ->
          value == null ? OptionalDouble.empty() : OptionalDouble.of((Double) value);
      case OPTIONAL_INT -> value == null ? OptionalInt.empty() : OptionalInt.of((Integer) value);
      case OPTIONAL_LONG -> value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
      case PATH -> Path.of((String) full());
    };
  }

  private Object full() {
    return Objects.requireNonNull(value, "value");
  }

  private static Map.Entry<?, ?> entry(@Nullable Object key, @Nullable Object value) {
    return key == null || value == null
        ? new AbstractMap.SimpleImmutableEntry<>(key, value)
        : Map.entry(key, value);
  }

  private static MemorySegment memory(byte[] bytes) {
    return Arena.ofAuto()
        .allocate(bytes.length, Tag.MEMORY_ALIGNMENT)
        .copyFrom(MemorySegment.ofArray(bytes));
  }
}
