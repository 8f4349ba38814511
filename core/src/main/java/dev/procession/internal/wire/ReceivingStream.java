package dev.procession.internal.wire;

import dev.procession.internal.passing.ChannelTicket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import java.nio.channels.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JDK deserialization with the classes of a chosen loader and a filter that is always on. */
final class ReceivingStream extends ObjectInputStream {
  private static final String TICKET = "dev.procession.internal.passing.ChannelTicket";

  private final ClassLoader loader;

  /** What has been made of tickets; null if there was none. */
  private @Nullable List<Channel> redeemed;

  ReceivingStream(WireInput in, int length, ClassLoader loader) throws IOException {
    super(new ByteArrayInputStream(in.array(), in.position(), length));
    this.loader = loader;
    setObjectInputFilter(new ReceivingFilter(length).and(in.filter()));
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description)
      throws IOException, ClassNotFoundException {
    if (description.getName().equals(TICKET) && redeemed == null) {
      // Else each object of each message would be looked at.
      redeemed = new ArrayList<>();
      enableResolveObject(true);
    }
    try {
      return ForeignLoaders.load(description.getName(), loader);
    } catch (ClassNotFoundException e) {
      // Primitive types and void have names no loader knows.
      Class<?> primitive = Class.forPrimitiveName(description.getName());
      if (primitive == null) {
        throw e;
      }
      return primitive;
    }
  }

  @Override
  protected Class<?> resolveProxyClass(String[] interfaces)
      throws IOException, ClassNotFoundException {
    Class<?>[] types = new Class<?>[interfaces.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = ForeignLoaders.load(interfaces[i], loader);
    }
    ClassLoader seesThem = types.length == 1 ? types[0].getClassLoader() : loader;
    return Proxy.newProxyInstance(seesThem, types, (proxy, method, arguments) -> null).getClass();
  }

  @Override
  protected @Nullable Object resolveObject(@Nullable Object object) throws IOException {
    if (object instanceof ChannelTicket ticket) {
      Channel channel = ticket.redeem();
      Objects.requireNonNull(redeemed).add(channel);
      return channel;
    }
    return object;
  }

  /** Reads the next object; if that fails, closes the channels that were in it. */
  @Nullable Object readWhole() throws IOException, ClassNotFoundException {
    boolean whole = false;
    try {
      Object object = readObject();
      whole = true;
      return object;
    } finally {
      if (!whole) {
        closeChannels();
      }
    }
  }

  /** The channels that have been read. */
  List<Channel> channels() {
    return redeemed == null ? List.of() : redeemed;
  }

  private void closeChannels() {
    if (redeemed != null) {
      for (Channel channel : redeemed) {
        try {
          channel.close();
        } catch (IOException nothingMoreToDo) {
          // The descriptor is released in any case.
        }
      }
    }
  }
}
