package dev.procession.internal.ship;

import dev.procession.internal.wire.ClosedRecords;
import dev.procession.internal.wire.ForeignLoaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a class loader of the parent: finds what that one finds, and defines what that one
 * defines.
 *
 * <p>It does not delegate by itself but asks the parent for everything except the packages {@code
 * java.*} and this library, since only the parent's loader knows to whom it delegates what.
 */
final class ShippedLoader extends ClassLoader implements ClosedRecords {
  /** In front of the parent's name for it; stack traces show both. */
  private static final String PREFIX = "shipped-";

  /** What is missing now may be there later: JShell defines classes as one types. */
  private static final long MISSING_NANOS = 1_000_000_000L;

  private static final int MOST_MISSING = 10_000;

  static {
    registerAsParallelCapable();
  }

  private final ShippedClasses all;
  private final int number;

  /** Classes that this loader finds and another one defines. */
  private final Map<String, Class<?>> elsewhere = new ConcurrentHashMap<>();

  /** Until when questions that were answered by "missing" need not be asked again. */
  private final Map<Question, Long> missing = new ConcurrentHashMap<>();

  private final Set<String> closedRecords = ConcurrentHashMap.newKeySet();
  private final Map<String, ProtectionDomain> domains = new ConcurrentHashMap<>();

  ShippedLoader(ShippedClasses all, int number, String name) {
    super(PREFIX + name, ClassLoader.getSystemClassLoader());
    this.all = all;
    this.number = number;
  }

  // ---- classes ----------------------------------------------------------------------------------

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("java.")) {
      return getParent().loadClass(name);
    }
    Class<?> ours = ForeignLoaders.ofLibrary(name);
    if (ours != null) {
      return ours;
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known == null) {
        known = elsewhere.get(name);
      }
      return known == null ? ask(name) : known;
    }
  }

  private Class<?> ask(String name) throws ClassNotFoundException {
    Answer answer = askFor(name);
    if (answer instanceof Answer.Missing none) {
      throw new ClassNotFoundException(none.why().isEmpty() ? name : name + ": " + none.why());
    }
    Class<?> type;
    if (answer instanceof Answer.Local) {
      type = local(name);
    } else if (answer instanceof Answer.Definition definition) {
      all.forget(definition.gone());
      if (definition.loader() == number) {
        return define(name, definition);
      }
      type = definer(name, definition.loader()).define(name, definition);
    } else {
      throw new ClassNotFoundException(name + ": the parent process gave a senseless answer");
    }
    elsewhere.put(name, type);
    return type;
  }

  private Class<?> local(String name) throws ClassNotFoundException {
    try {
      return getParent().loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new ClassNotFoundException(
          name + ": the parent process has it on its class path or in its JDK, this one has not",
          e);
    }
  }

  private Answer askFor(String name) throws ClassNotFoundException {
    try {
      return ask(Question.of(Question.CLASS, number, name));
    } catch (IOException e) {
      throw new ClassNotFoundException(name + ": " + e.getMessage(), e);
    }
  }

  private ShippedLoader definer(String name, int loader) throws ClassNotFoundException {
    try {
      return all.shipped(loader);
    } catch (IOException e) {
      throw new ClassNotFoundException(name + ": " + e.getMessage(), e);
    }
  }

  private Class<?> define(String name, Answer.Definition definition) {
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      definePackageOf(name, definition.packageTexts());
      if (definition.closed()) {
        closedRecords.add(name);
      }
      byte[] bytes = definition.bytes();
      return defineClass(name, bytes, 0, bytes.length, domain(definition.location()));
    }
  }

  @Override
  public boolean isClosed(Class<?> type) {
    return closedRecords.contains(type.getName());
  }

  private void definePackageOf(String name, String[] texts) {
    int dot = name.lastIndexOf('.');
    if (dot <= 0 || texts.length == 0 || getDefinedPackage(name.substring(0, dot)) != null) {
      return;
    }
    try {
      definePackage(
          name.substring(0, dot),
          PackageTexts.get(texts, 0),
          PackageTexts.get(texts, 1),
          PackageTexts.get(texts, 2),
          PackageTexts.get(texts, 3),
          PackageTexts.get(texts, 4),
          PackageTexts.get(texts, 5),
          null);
    } catch (IllegalArgumentException anotherThreadDid) {
      // Then it is there.
    }
  }

  private @Nullable ProtectionDomain domain(String location) {
    if (location.isEmpty()) {
      return null;
    }
    ProtectionDomain known = domains.get(location);
    if (known == null) {
      var source = new CodeSource(ShippedUrls.ofLocation(location), (Certificate[]) null);
      var made = new ProtectionDomain(source, null, this, null);
      ProtectionDomain earlier = domains.putIfAbsent(location, made);
      known = earlier == null ? made : earlier;
    }
    return known;
  }

  /** The class file of a class of this loader, for a child of this process; null if it has none. */
  byte @Nullable [] bytesOf(String name) throws IOException {
    Answer answer = all.ask(Question.of(Question.CLASS, number, name));
    return answer instanceof Answer.Definition definition ? definition.bytes() : null;
  }

  // ---- resources --------------------------------------------------------------------------------

  @Override
  public @Nullable URL getResource(String name) {
    try {
      Answer answer = ask(Question.of(Question.RESOURCE, number, name));
      return answer instanceof Answer.Places places && places.urls().length > 0
          ? url(places, 0, name, Question.FIRST)
          : null;
    } catch (IOException parentGone) {
      return null;
    }
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    Answer answer = ask(Question.of(Question.RESOURCES, number, name));
    if (!(answer instanceof Answer.Places places)) {
      return Collections.emptyEnumeration();
    }
    URL[] urls = new URL[places.urls().length];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = url(places, i, name, i);
    }
    return Collections.enumeration(List.of(urls));
  }

  private URL url(Answer.Places places, int at, String name, int index) throws IOException {
    return places.direct()[at]
        ? ShippedUrls.direct(places.urls()[at])
        : ShippedUrls.shipped(this, name, index, places.urls()[at]);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    try {
      Answer answer = ask(Question.of(Question.STREAM, number, name));
      if (answer instanceof Answer.Bytes content) {
        return new ByteArrayInputStream(content.bytes());
      }
      return answer instanceof Answer.Places places
          ? ShippedUrls.direct(places.urls()[0]).openStream()
          : null;
    } catch (IOException unreadable) {
      return null;
    }
  }

  /** What a resource holds that has no place where this process could read it. */
  byte[] content(String name, int index) throws IOException {
    Answer answer = all.ask(new Question(Question.CONTENT, number, name, index));
    if (answer instanceof Answer.Bytes content) {
      return content.bytes();
    }
    throw new IOException(
        "the resource is not there any more: name="
            + name
            + (answer instanceof Answer.Missing none ? ": " + none.why() : ""));
  }

  private Answer ask(Question question) throws IOException {
    Long until = missing.get(question);
    if (until != null && System.nanoTime() - until < 0) {
      return new Answer.Missing("");
    }
    Answer answer = all.ask(question);
    boolean none =
        answer instanceof Answer.Missing absent && absent.why().isEmpty()
            || answer instanceof Answer.Places places && places.urls().length == 0;
    if (none) {
      if (missing.size() >= MOST_MISSING) {
        missing.clear();
      }
      missing.put(question, System.nanoTime() + MISSING_NANOS);
    }
    return answer;
  }

  @Override
  public String toString() {
    return getName() + " (class loader " + number + " of the parent process)";
  }
}
