package dev.procession.manager;

import dev.procession.Fn;
import dev.procession.Fn2;
import dev.procession.NotSendableException;
import dev.procession.ProcessionException;
import dev.procession.RemoteTaskException;
import dev.procession.channel.QueueClosedException;
import dev.procession.pool.WorkerDiedException;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which classes may be made of what comes over a network: values and containers of the JDK,
 * proxies, and what the program adds. A lambda is made if the class that it was written in is
 * allowed.
 */
final class AllowList implements ObjectInputFilter, Serializable {
  private static final long serialVersionUID = 1;
  private static final String WHOLE_TREE = "**";
  private static final String PACKAGE = "*";

  private static final List<String> ALWAYS =
      List.of(
          "java.io.EOFException",
          "java.io.StreamCorruptedException",
          "java.lang.*",
          "java.lang.invoke.SerializedLambda",
          "java.lang.reflect.Proxy",
          "java.math.*",
          "java.net.Inet4Address",
          "java.net.Inet6Address",
          "java.net.InetAddress",
          "java.net.InetSocketAddress",
          "java.net.SocketAddress",
          "java.net.URI",
          "java.nio.channels.UnixDomainSocketAddress$Ser",
          "java.net.UnixDomainSocketAddress",
          "java.net.UnixDomainSocketAddress$Ser",
          "java.time.**",
          "java.util.*",
          "java.util.concurrent.*",
          "java.util.concurrent.atomic.*",
          "dev.procession.internal.wire.*",
          Fn.class.getName(),
          Fn2.class.getName(),
          SendableComparator.class.getName(),
          SendablePredicate.class.getName(),
          IOException.class.getName(),
          InvalidClassException.class.getName(),
          InvalidObjectException.class.getName(),
          NotSerializableException.class.getName(),
          ObjectStreamException.class.getName(),
          UncheckedIOException.class.getName(),
          NotSendableException.class.getName(),
          ProcessionException.class.getName(),
          QueueClosedException.class.getName(),
          RemoteTaskException.class.getName(),
          WorkerDiedException.class.getName(),
          ManagerDiedException.class.getName(),
          ManagerRefusedException.class.getName(),
          Access.class.getName(),
          MapItem.class.getName(),
          QueueItem.class.getName(),
          Snapshot.class.getName(),
          DequeProxy.class.getName(),
          ListProxy.class.getName(),
          MapProxy.class.getName(),
          QueueProxy.class.getName(),
          SetProxy.class.getName(),
          CoreHandler.class.getName(),
          AllowList.class.getName(),
          ManagerAddress.class.getName(),
          Ticket.class.getName());

  /** Whether a type has lambdas that can be serialized: then the compiler has given it a method. */
  private static final ClassValue<Boolean> HAS_LAMBDAS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return Stream.of(type.getDeclaredMethods())
              .anyMatch(method -> method.getName().equals("$deserializeLambda$"));
        }
      };

  /** What beside the above. */
  private final List<String> added;

  private transient @Nullable Patterns patterns;

  /** The names, sorted out. */
  private record Patterns(Set<String> classes, Set<String> packages, List<String> trees) {}

  private AllowList(List<String> added) {
    this.added = added;
  }

  static AllowList standard() {
    return new AllowList(List.of());
  }

  /**
   * With one more.
   *
   * @param pattern the name of a class with all that is nested in it, of a package followed by
   *     {@code .*}, or of a package followed by {@code .**} for all below it too
   */
  AllowList and(String pattern) {
    String name = pattern.replaceFirst("\\.\\*{1,2}$", "");
    if (name.isBlank() || name.contains("*")) {
      throw new IllegalArgumentException(
          "not the name of a class or package: pattern="
              + pattern
              + "; write com.acme.Order, com.acme.* or com.acme.**");
    }
    var more = new ArrayList<>(added);
    more.add(pattern);
    return new AllowList(List.copyOf(more));
  }

  private Patterns patterns() {
    Patterns sorted = patterns;
    if (sorted == null) {
      sorted = new Patterns(new HashSet<>(), new HashSet<>(), new ArrayList<>());
      for (String pattern : ALWAYS) {
        sortOut(pattern, sorted);
      }
      for (String pattern : added) {
        sortOut(pattern, sorted);
      }
      patterns = sorted;
    }
    return sorted;
  }

  private static void sortOut(String pattern, Patterns into) {
    if (pattern.endsWith("." + WHOLE_TREE)) {
      into.trees.add(pattern.substring(0, pattern.length() - WHOLE_TREE.length()));
    } else if (pattern.endsWith("." + PACKAGE)) {
      into.packages.add(pattern.substring(0, pattern.length() - PACKAGE.length() - 1));
    } else {
      into.classes.add(pattern);
    }
  }

  @Override
  public Status checkInput(FilterInfo info) {
    Class<?> type = info.serialClass();
    return type == null || allows(type) ? Status.UNDECIDED : Status.REJECTED;
  }

  boolean allows(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    // An interface brings no code that runs when an object is made, unless a lambda of its own is.
    boolean harmless = element.isInterface() && !HAS_LAMBDAS.get(element);
    if (element.isPrimitive() || harmless || Proxy.isProxyClass(element)) {
      return true;
    }
    Patterns all = patterns();
    String name = element.getName();
    if (all.packages.contains(element.getPackageName())
        || all.trees.stream().anyMatch(name::startsWith)) {
      return true;
    }
    for (String outer = name; !outer.isEmpty(); outer = outside(outer)) {
      if (all.classes.contains(outer)) {
        return true;
      }
    }
    return false;
  }

  private static String outside(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('$')));
  }
}
