package dev.procession.internal.passing;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sun.misc.Unsafe;

/**
 * What the JDK can do with descriptors and does not offer: available in children, whose options are
 * ours, and where a user has opened the package {@code sun.nio.ch}.
 *
 * <p>Children are not started with that package opened, since each start would take a fifth more of
 * processor time: the JVM cannot use its archived module graph then. They have {@code
 * --sun-misc-unsafe-memory-access=allow}, which also leads there.
 */
@SuppressWarnings("removal")
final class JdkInternals {
  private static final String CHANNELS = "sun.nio.ch.";

  private static final class Holder {
    static final @Nullable JdkInternals INSTANCE = find();
  }

  private final Lookup lookup;

  private JdkInternals(Lookup lookup) {
    this.lookup = lookup;
  }

  /** Null if this JVM does not let anyone in. */
  static @Nullable JdkInternals get() {
    return Holder.INSTANCE;
  }

  private static @Nullable JdkInternals find() {
    try {
      if ("allow".equals(System.getProperty("sun.misc.unsafe.memory.access"))) {
        return new JdkInternals(trusted());
      }
      Class<?> channel = Class.forName(CHANNELS.concat("SocketChannelImpl"));
      return new JdkInternals(MethodHandles.privateLookupIn(channel, MethodHandles.lookup()));
    } catch (ReflectiveOperationException | LinkageError | RuntimeException closed) {
      return null;
    }
  }

  private static Lookup trusted() throws ReflectiveOperationException {
    Field instance = Unsafe.class.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    Unsafe unsafe = (Unsafe) Objects.requireNonNull(instance.get(null));
    Field trusted = Lookup.class.getDeclaredField("IMPL_LOOKUP");
    return (Lookup)
        Objects.requireNonNull(
            unsafe.getObject(unsafe.staticFieldBase(trusted), unsafe.staticFieldOffset(trusted)));
  }

  /** The descriptor of a channel that the JDK itself has made. */
  int descriptor(SelectableChannel channel) throws IOException {
    int descriptor;
    try {
      descriptor =
          (int)
              lookup
                  .findVirtual(type("SelChImpl"), "getFDVal", MethodType.methodType(int.class))
                  .invoke(channel);
    } catch (Throwable e) {
      throw failure(e);
    }
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    return descriptor;
  }

  /** A connected socket, as if the JDK had accepted it. */
  SocketChannel socket(int descriptor, ProtocolFamily family, @Nullable SocketAddress remote)
      throws IOException {
    return (SocketChannel)
        make(
            "SocketChannelImpl",
            MethodType.methodType(
                void.class,
                SelectorProvider.class,
                ProtocolFamily.class,
                FileDescriptor.class,
                SocketAddress.class),
            family,
            descriptor,
            remote);
  }

  /** A listening socket. */
  ServerSocketChannel listener(int descriptor, ProtocolFamily family) throws IOException {
    return (ServerSocketChannel)
        make(
            "ServerSocketChannelImpl",
            MethodType.methodType(
                void.class,
                SelectorProvider.class,
                ProtocolFamily.class,
                FileDescriptor.class,
                boolean.class),
            family,
            descriptor,
            true);
  }

  Pipe.SourceChannel source(int descriptor) throws IOException {
    return (Pipe.SourceChannel) makeEnd("SourceChannelImpl", descriptor);
  }

  Pipe.SinkChannel sink(int descriptor) throws IOException {
    return (Pipe.SinkChannel) makeEnd("SinkChannelImpl", descriptor);
  }

  private Object make(
      String name,
      MethodType constructor,
      ProtocolFamily family,
      int descriptor,
      @Nullable Object last)
      throws IOException {
    try {
      Object made =
          lookup
              .findConstructor(type(name), constructor)
              .invoke(SelectorProvider.provider(), family, descriptorObject(descriptor), last);
      keepMode(made);
      return made;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private Object makeEnd(String name, int descriptor) throws IOException {
    try {
      Object made =
          lookup
              .findConstructor(
                  type(name),
                  MethodType.methodType(void.class, SelectorProvider.class, FileDescriptor.class))
              .invoke(SelectorProvider.provider(), descriptorObject(descriptor));
      keepMode(made);
      return made;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /**
   * The mode belongs to what is shared with other processes, and one whose selector has called it
   * must not come to wait in the kernel because another wants to block. So the channel is as if a
   * virtual thread had used it: it leaves the mode at not blocking, and blocks by itself.
   */
  private void keepMode(Object channel) throws ReflectiveOperationException {
    lookup
        .findVarHandle(channel.getClass(), "forcedNonBlocking", boolean.class)
        .setVolatile(channel, true);
  }

  private Object descriptorObject(int descriptor) throws Throwable {
    return lookup
        .findStatic(type("IOUtil"), "newFD", MethodType.methodType(FileDescriptor.class, int.class))
        .invoke(descriptor);
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(CHANNELS.concat(name));
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException e
        ? e
        : new IOException(
            "this JVM has other channels than expected: version="
                + System.getProperty("java.vm.version"),
            cause);
  }
}
