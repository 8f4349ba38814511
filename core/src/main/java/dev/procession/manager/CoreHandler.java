package dev.procession.manager;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy does when it is called: it has the object do it. Two proxies are equal if they lead
 * to the same object. On its way to another process it is a {@link Ticket}.
 */
final class CoreHandler implements InvocationHandler, Serializable {
  private static final long serialVersionUID = 1;
  private static final Object[] NO_ARGUMENTS = {};

  private final transient ObjectRef ref;

  CoreHandler(ObjectRef ref) {
    this.ref = ref;
  }

  ObjectRef ref() {
    return ref;
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    Operation operation = ref.operations().of(method);
    if (operation != null) {
      return ref.call(operation, arguments == null ? NO_ARGUMENTS : arguments);
    }
    if (method.getDeclaringClass() != Object.class) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    return switch (method.getName()) {
      case "equals" -> arguments != null && isSame(arguments[0]);
      case "hashCode" -> ref.hash();
      default -> ref.text();
    };
  }

  private boolean isSame(@Nullable Object other) {
    ObjectRef another = Proxies.refOf(other);
    return another != null && ref.isSameObject(another);
  }

  /**
   * Sends a ticket.
   *
   * @return what leads to the object from elsewhere
   */
  private Object writeReplace() {
    return ref.ticket();
  }

  /**
   * Refuses what is none of our tickets.
   *
   * @param stream not read
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream stream) throws InvalidObjectException {
    throw new InvalidObjectException("a proxy is sent as a ticket");
  }
}
