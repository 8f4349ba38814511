package dev.procession.internal.wire;

import dev.procession.NotSendableException;
import dev.procession.internal.passing.ChannelTravelException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why a value cannot be sent, and says so in words: which lambda, which captured
 * variable, which path of fields. Runs only after a failure, so it may be slow; it must not fail
 * itself.
 */
final class Culprit {
  private static final int MOST_VISITED = 100_000;
  private static final String REMEDY =
      "; make it Serializable, send what it is made from instead, or create it in the worker";
  private static final String LAMBDA_REMEDY =
      "; pass the lambda directly, or declare its variable as dev.procession.Task, Action or Fn";

  private Culprit() {}

  /** The exception to throw for a value that could not be written. */
  static NotSendableException explain(String what, @Nullable Object value, Throwable failure) {
    return explain(what, value, failure, REMEDY);
  }

  /**
   * The exception to throw for a value that could not be written.
   *
   * @param remedy what its owner can do, as the end of a sentence
   */
  static NotSendableException explain(
      String what, @Nullable Object value, Throwable failure, String remedy) {
    if (failure instanceof StackOverflowError) {
      return new NotSendableException(
          "cannot send " + what + " of type " + typeOf(value) + ": it is nested too deeply",
          failure);
    }
    if (failure instanceof ConcurrentModificationException) {
      return new NotSendableException(
          "cannot send "
              + what
              + " of type "
              + typeOf(value)
              + ": another thread changed it while it was copied; hold it still until then",
          failure);
    }
    if (failure instanceof ChannelTravelException) {
      return new NotSendableException(
          "cannot send " + what + " of type " + typeOf(value) + ": " + failure.getMessage(),
          failure);
    }
    if (failure instanceof NotSerializableException && value != null) {
      String message = search(what, value, remedy);
      if (message != null) {
        return new NotSendableException(message, failure);
      }
    }
    return new NotSendableException(
        "cannot send " + what + " of type " + typeOf(value) + ": " + ErrorCodec.describe(failure),
        failure);
  }

  private static @Nullable String search(String what, Object value, String remedy) {
    try {
      SerializedLambda lambda = SerialForm.of(value);
      if (lambda != null) {
        return explainLambda(lambda, value, remedy);
      }
      if (isUnsendableLambda(value)) {
        return "cannot send "
            + what
            + ": it is a lambda of an interface that is not Serializable"
            + (remedy.equals(REMEDY) ? LAMBDA_REMEDY : remedy);
      }
      String path = find(value);
      return path == null ? null : "cannot send " + what + ": " + path + remedy;
    } catch (Throwable rude) {
      // Iterators, accessors and the like are user code: the message is less precise then.
      return null;
    }
  }

  private static String explainLambda(SerializedLambda lambda, Object value, String remedy) {
    LambdaSite site = LambdaSite.of(lambda, value.getClass().getClassLoader());
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      Object captured = lambda.getCapturedArg(i);
      String path = captured == null ? null : find(captured);
      if (path != null) {
        String name = i < site.variables().size() ? site.variables().get(i) : null;
        String variable =
            name == null
                ? "captured value #" + (i + 1)
                : switch (name) {
                  case LambdaSite.THIS -> "'this'";
                  case LambdaSite.RECEIVER -> "its receiver";
                  default -> "the variable '" + name + "'";
                };
        return "cannot send "
            + site.description()
            + ": it captures "
            + variable
            + " of type "
            + typeOf(captured)
            + ", and "
            + path
            + remedy;
      }
    }
    return "cannot send " + site.description() + ": something it captures is not Serializable";
  }

  private static boolean isUnsendableLambda(Object value) {
    return value.getClass().isHidden() && !(value instanceof Serializable);
  }

  private static String typeOf(@Nullable Object value) {
    return value == null ? "null" : value.getClass().getName();
  }

  /**
   * A sentence about the first object that is not Serializable, nearest first; null if none is
   * found.
   */
  private static @Nullable String find(Object root) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Visit> queue = new ArrayDeque<>();
    queue.add(new Visit(root, ""));
    while (!queue.isEmpty() && seen.size() < MOST_VISITED) {
      Visit visit = queue.remove();
      Object object = SendingStream.standIn(visit.object());
      if (!seen.add(object) || SendingStream.isChannel(object)) {
        continue;
      }
      if (!(object instanceof Serializable)) {
        String where = visit.path().isEmpty() ? "it" : "its " + visit.path();
        String type = object.getClass().getName();
        return (visit.path().isEmpty() && object == root
                ? "type " + type + " is not Serializable"
                : where + " of type " + type + " is not Serializable")
            + hintForRecord(object);
      }
      enqueueParts(object, visit.path(), queue);
    }
    return null;
  }

  /** Records need not be Serializable, but those of closed packages cannot be read otherwise. */
  private static String hintForRecord(Object object) {
    Module module = object.getClass().getModule();
    return object instanceof Record && module.isNamed()
        ? " and module "
            + module.getName()
            + " does not open package "
            + object.getClass().getPackageName()
            + " to dev.procession"
        : "";
  }

  /** Something to look at, and how the root leads to it. */
  private record Visit(Object object, String path) {
    Visit part(Object part, String step) {
      return new Visit(part, path.isEmpty() ? step : path + "." + step);
    }
  }

  private static void enqueueParts(Object object, String path, Deque<Visit> queue) {
    var here = new Visit(object, path);
    if (object instanceof Object[] array) {
      enqueueAll(Arrays.asList(array), "element", here, queue);
    } else if (object instanceof Collection<?> collection) {
      enqueueAll(collection, "element", here, queue);
    } else if (object instanceof Map<?, ?> map) {
      enqueueAll(map.keySet(), "key", here, queue);
      enqueueAll(map.values(), "value", here, queue);
    } else if (object instanceof SendingStream.RecordStandIn taken) {
      enqueueComponents(taken, here, queue);
    } else {
      enqueueFields(object, here, queue);
    }
  }

  private static void enqueueAll(Iterable<?> parts, String kind, Visit here, Deque<Visit> queue) {
    int i = 0;
    for (Object part : parts) {
      if (part != null) {
        queue.add(here.part(part, kind + "[" + i + "]"));
      }
      i++;
    }
  }

  /** A record is sent taken apart; its user knows the names of its components. */
  private static void enqueueComponents(
      SendingStream.RecordStandIn taken, Visit here, Deque<Visit> queue) {
    RecordComponent[] named = taken.type().getRecordComponents();
    for (int i = 0; i < named.length; i++) {
      Object part = taken.components()[i];
      if (part != null) {
        queue.add(here.part(part, "field " + named[i].getName()));
      }
    }
  }

  private static void enqueueFields(Object object, Visit here, Deque<Visit> queue) {
    for (Class<?> type = object.getClass();
        type != null && Serializable.class.isAssignableFrom(type);
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        int unsent = Modifier.STATIC | Modifier.TRANSIENT;
        if ((field.getModifiers() & unsent) == 0 && !field.getType().isPrimitive()) {
          enqueueField(object, field, here, queue);
        }
      }
    }
  }

  private static void enqueueField(Object object, Field field, Visit here, Deque<Visit> queue) {
    try {
      field.setAccessible(true);
      Object part = field.get(object);
      if (part != null) {
        queue.add(here.part(part, "field " + field.getName()));
      }
    } catch (InaccessibleObjectException | IllegalAccessException closedPackage) {
      // Inside the JDK or a closed module: the message is less precise, the failure is the same.
    }
  }
}
