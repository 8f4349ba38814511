package dev.procession.memory;

import dev.procession.internal.shm.DamagedSegmentException;
import dev.procession.internal.shm.Segment;
import dev.procession.internal.shm.SegmentAddress;
import dev.procession.internal.shm.SegmentKind;
import dev.procession.memory.DataLayout.Element;
import java.io.Serializable;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * What is sent of a number or boolean: where to find it.
 *
 * @param element what it is
 * @param address of its segment
 * @param lock what it was made with, if that is not its own
 */
record ValueTicket(Element element, SegmentAddress address, @Nullable Lock lock)
    implements Serializable {
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
    return Backing.attach(address, SegmentKind.VALUE, element, DataLayout.VALUE_SIZE);
  }
}
