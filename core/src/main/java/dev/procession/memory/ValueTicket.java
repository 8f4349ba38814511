package dev.procession.memory;

import dev.procession.internal.proc.SharedTicket;
import dev.procession.internal.shm.DamagedSegmentException;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.memory.DataLayout.Element;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** What is sent of a number or boolean: where to find it. */
final class ValueTicket extends SharedTicket {
  private static final long serialVersionUID = 1;

  private final Element element;
  private final @Nullable Lock lock;

  ValueTicket(Element element, SegmentAddress address, @Nullable Lock lock) {
    super(address);
    this.element = element;
    this.lock = lock;
  }

  /**
   * Finds it.
   *
   * @return the thing itself
   */
  private Object readResolve() {
    return switch (element) {
      case BOOLEAN -> new SharedBoolean(attach(), lock);
      case DOUBLE -> new SharedDouble(attach(), lock);
      case INT -> new SharedInt(attach(), lock);
      case LONG -> new SharedLong(attach(), lock);
      case BYTE, RECORD -> throw new DamagedSegmentException("value of element=" + element);
    };
  }

  private Segment attach() {
    return Backing.attach(address(), SegmentKind.VALUE, element, DataLayout.VALUE_SIZE);
  }
}
