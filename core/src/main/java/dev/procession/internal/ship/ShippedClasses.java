package dev.procession.internal.ship;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A child's loaders, one for each loader of its parent that it has been told of.
 *
 * <p>They are kept, since what a class keeps in static fields is to be there for the next task,
 * too, until the parent says that its own loader is gone. Used by any thread.
 */
public final class ShippedClasses {
  private final ClassLink link;
  private final Map<Integer, ShippedLoader> loaders = new HashMap<>();

  /** The loaders behind a link. */
  public ShippedClasses(ClassLink link) {
    this.link = link;
  }

  /**
   * The loader of a number; the application class loader for {@link ClassDesk#LOCAL}.
   *
   * @throws IOException if the parent does not have it any more, or is gone
   */
  public ClassLoader loader(int number) throws IOException {
    return number == ClassDesk.LOCAL ? ClassLoader.getSystemClassLoader() : shipped(number);
  }

  ShippedLoader shipped(int number) throws IOException {
    synchronized (loaders) {
      ShippedLoader known = loaders.get(number);
      if (known != null) {
        return known;
      }
    }
    Answer answer = link.ask(Question.of(Question.LOADER, number, ""));
    if (!(answer instanceof Answer.Text name)) {
      throw new IOException(
          "a class loader of the parent process is not there any more: number=" + number);
    }
    synchronized (loaders) {
      ShippedLoader known = loaders.get(number);
      if (known == null) {
        known = new ShippedLoader(this, number, name.text());
        loaders.put(number, known);
      }
      return known;
    }
  }

  Answer ask(Question question) throws IOException {
    return link.ask(question);
  }

  /** The parent's loaders of these numbers are gone. */
  void forget(int[] numbers) {
    if (numbers.length > 0) {
      synchronized (loaders) {
        for (int number : numbers) {
          loaders.remove(number);
        }
      }
    }
  }
}
