package dev.procession.internal.proc;

import dev.procession.internal.ship.ClassDesk;
import dev.procession.internal.ship.ShippedClasses;
import dev.procession.internal.ship.SocketClassLink;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The class loader by which a message to a child is to be read: what the message begins with.
 *
 * <pre>
 *   0 number of the loader (4)   4 length (4)   8 where to ask for classes, in the first message
 *                                                 to a child that names a foreign loader
 * </pre>
 *
 * In a child there is one link for all of its life, so that a class is the same whichever message
 * named its loader.
 */
public final class ChildClasses {
  /** Guarded by the class; used in a child. */
  private static @Nullable ShippedClasses shipped;

  private ChildClasses() {}

  /**
   * Begins a message, in the parent, which keeps the loader alive while the message's work is under
   * way.
   *
   * @param foreign null for the loader that every process has
   * @throws IOException if the child cannot be told where to ask
   */
  public static void write(WireOutput out, JvmChild child, @Nullable ClassLoader foreign)
      throws IOException {
    ClassOffer offer = foreign == null ? null : child.offerClasses();
    byte[] bytes = offer == null ? new byte[0] : offer.toBytes().array();
    out.writeInt(ClassDesk.instance().number(foreign));
    out.writeSized(bytes);
  }

  /** Begins a message that needs the loader that every process has. */
  public static void writeLocal(WireOutput out) {
    out.writeInt(ClassDesk.LOCAL);
    out.writeInt(0);
  }

  /** Reads the beginning of a message, in the child. */
  public static ClassLoader read(WireInput in) throws IOException {
    int number = in.readInt();
    ByteBuffer offer = in.skip(in.readLength(1));
    if (offer.hasRemaining()) {
      connect(ClassOffer.of(offer));
    }
    return loader(number);
  }

  /** Takes an offer, in the child. */
  public static synchronized void connect(ClassOffer offer) throws IOException {
    shipped = new ShippedClasses(new SocketClassLink(offer.connect()));
  }

  /** The loader of a number that the parent has given to its own, in the child. */
  public static synchronized ClassLoader loader(int number) throws IOException {
    if (number == ClassDesk.LOCAL) {
      return ClassLoader.getSystemClassLoader();
    }
    if (shipped == null) {
      throw new IOException("a foreign class loader before the offer: loader=" + number);
    }
    return shipped.loader(number);
  }
}
