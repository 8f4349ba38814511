package dev.procession.internal.wire;

import dev.procession.internal.passing.ChannelTicket;
import dev.procession.internal.wire.StandIn.Kind;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.io.OutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JDK serialization into a {@link WireOutput}, widened: optionals, entries, parts and views of the
 * JDK's collections, paths, and records that are not Serializable are replaced on the way by
 * stand-ins that become the real thing again when read; of a part or view that is a copy. Channels
 * are replaced by tickets.
 */
class SendingStream extends ObjectOutputStream {
  private final WireOutput out;

  SendingStream(WireOutput out) throws IOException {
    super(new Sink(out));
    this.out = out;
    enableReplaceObject(true);
  }

  /** Called for each class in the stream, once. */
  @Override
  protected void annotateClass(Class<?> type) {
    out.note(type);
  }

  @Override
  protected void annotateProxyClass(Class<?> type) {
    out.note(type);
  }

  @Override
  protected @Nullable Object replaceObject(@Nullable Object object) throws IOException {
    if (object == null || object instanceof Serializable) {
      return object;
    }
    if (object instanceof Channel channel && ChannelTicket.canBeFor(channel)) {
      ChannelTicket ticket = ChannelTicket.of(channel, out.isForMany());
      out.promise(ticket);
      return ticket;
    }
    return standIn(object);
  }

  /** Whether something that is not Serializable is sent all the same. */
  static boolean replaces(Object object) {
    return isChannel(object) || object instanceof MemorySegment || standIn(object) != object;
  }

  /** Whether it is a channel that is sent, if it is in a state to be. */
  static boolean isChannel(Object object) {
    return object instanceof Channel channel && ChannelTicket.canBeFor(channel);
  }

  /** Something Serializable in place of {@code object}, or the object itself. */
  static Object standIn(Object object) {
    if (object instanceof Record record && RecordShape.of(record.getClass()).accessible()) {
      return RecordStandIn.of(record);
    }
    if (object instanceof Path path && path.getFileSystem() == FileSystems.getDefault()) {
      return new StandIn(Kind.PATH, path.toString());
    }
    if (object instanceof MemorySegment memory) {
      return new StandIn(Kind.MEMORY, memory.toArray(ValueLayout.JAVA_BYTE));
    }
    return object.getClass().getName().startsWith("java.util.") ? standInOfJdk(object) : object;
  }

  /** Parts and views of collections, entries and optionals are not Serializable themselves. */
  private static Object standInOfJdk(Object object) {
    return switch (object) {
      case Optional<?> optional -> new StandIn(Kind.OPTIONAL, optional.orElse(null));
      case OptionalInt i -> new StandIn(Kind.OPTIONAL_INT, i.isPresent() ? i.getAsInt() : null);
      case OptionalLong l -> new StandIn(Kind.OPTIONAL_LONG, l.isPresent() ? l.getAsLong() : null);
      case OptionalDouble d ->
          new StandIn(Kind.OPTIONAL_DOUBLE, d.isPresent() ? d.getAsDouble() : null);
      case Map.Entry<?, ?> entry -> StandIn.ofEntry(entry);
      case List<?> list when isImmutable(list) ->
          Collections.unmodifiableList(new ArrayList<>(list));
      case Set<?> set -> new LinkedHashSet<>(set);
      case Collection<?> collection -> new ArrayList<>(collection);
      default -> object;
    };
  }

  private static boolean isImmutable(List<?> list) {
    return list.getClass().getName().startsWith("java.util.ImmutableCollections");
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

  /** Stands in for a record whose class is not Serializable. */
  record RecordStandIn(Class<?> type, @Nullable Object[] components) implements Serializable {

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
