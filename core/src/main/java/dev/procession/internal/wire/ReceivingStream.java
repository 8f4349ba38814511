package dev.procession.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;

/** JDK deserialization with the classes of a chosen loader and a filter that is always on. */
final class ReceivingStream extends ObjectInputStream {
  private final ClassLoader loader;

  ReceivingStream(byte[] bytes, int offset, int length, ClassLoader loader) throws IOException {
    super(new ByteArrayInputStream(bytes, offset, length));
    this.loader = loader;
    setObjectInputFilter(new ReceivingFilter(length).andOperators());
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description)
      throws IOException, ClassNotFoundException {
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
    return Proxy.newProxyInstance(loader, types, (proxy, method, arguments) -> null).getClass();
  }
}
