package dev.procession.internal.wire;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.io.OutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * JDK serialization into a {@link WireOutput}, widened: optionals, parts of lists, and records that
 * are not Serializable are replaced on the way by stand-ins that become the real thing again when
 * read.
 */
final class SendingStream extends ObjectOutputStream {
  private static final Class<?> ENTRY = Map.entry(1, 1).getClass();

  SendingStream(WireOutput out) throws IOException {
    super(new Sink(out));
    enableReplaceObject(true);
  }

  @Override
  protected @Nullable Object replaceObject(@Nullable Object object) {
    if (object == null || object instanceof Serializable) {
      return object;
    }
    return standIn(object);
  }

  /** Something Serializable in place of {@code object}, or the object itself. */
  static Object standIn(Object object) {
    if (object instanceof Optional<?> optional) {
      return new OptionalStandIn(optional.orElse(null));
    }
    if (object instanceof Map.Entry<?, ?> entry && object.getClass() == ENTRY) {
      return new EntryStandIn(entry.getKey(), entry.getValue());
    }
    if (object instanceof Record record && RecordShape.of(record.getClass()).accessible()) {
      return RecordStandIn.of(record);
    }
    if (object instanceof List<?> list && isSubList(object.getClass())) {
      var copy = new ArrayList<>(list);
      return object.getClass().getName().startsWith("java.util.ImmutableCollections")
          ? (Object) Collections.unmodifiableList(copy)
          : copy;
    }
    return object;
  }

  private static boolean isSubList(Class<?> type) {
    return type.getName().startsWith("java.util.") && RandomAccess.class.isAssignableFrom(type);
  }

  /** Passes bytes on. */
  private static final class Sink extends OutputStream {
    private final WireOutput out;

    Sink(WireOutput out) {
      this.out = out;
    }

    @Override
    public void write(int value) {
      out.writeByte(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      out.writeBytes(bytes, offset, length);
    }
  }

  /** Stands in for what {@link Map#entry} makes. */
  private record EntryStandIn(Object key, Object value) implements Serializable {
    @Serial
    private Object readResolve() {
      return Map.entry(key, value);
    }
  }

  /** Stands in for an {@link Optional}. */
  private record OptionalStandIn(@Nullable Object value) implements Serializable {
    @Serial
    private Object readResolve() {
      return Optional.ofNullable(value);
    }
  }

  /** Stands in for a record whose class is not Serializable. */
  private record RecordStandIn(Class<?> type, @Nullable Object[] components)
      implements Serializable {

    static RecordStandIn of(Record record) {
      RecordShape shape = RecordShape.of(record.getClass());
      @Nullable Object[] components = new @Nullable Object[shape.size()];
      for (int i = 0; i < components.length; i++) {
        components[i] = shape.get(record, i);
      }
      return new RecordStandIn(record.getClass(), components);
    }

    @Serial
    private Object readResolve() throws ObjectStreamException {
      try {
        return RecordShape.of(type).make(components);
      } catch (ReflectiveOperationException e) {
        var failure = new InvalidObjectException("could not make a " + type.getName());
        failure.initCause(e);
        throw failure;
      }
    }
  }
}
