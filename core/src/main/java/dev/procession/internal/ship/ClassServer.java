package dev.procession.internal.ship;

import dev.procession.internal.wire.ClosedRecords;
import dev.procession.internal.wire.ErrorCodec;
import dev.procession.internal.wire.ForeignLoaders;
import dev.procession.internal.wire.WireInput;
import dev.procession.internal.wire.WireOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.BufferUnderflowException;
import java.nio.channels.ByteChannel;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers the questions of one child, by asking the loaders of this process.
 *
 * <p>Loaders are user code: whatever they throw becomes an answer. They run on the thread that
 * serves, which is therefore a thread of its own for each child. Classes are loaded, never
 * initialized.
 */
public final class ClassServer {
  private static final System.Logger LOG = System.getLogger("dev.procession.ship");

  private final ClassDesk desk;

  /** The loaders that the child has asked about. */
  private final Set<Integer> told = new HashSet<>();

  private ClassServer(ClassDesk desk) {
    this.desk = desk;
  }

  /** Serves a child on a thread of its own until either side closes the channel. */
  public static void start(ByteChannel channel, String child) {
    Thread.ofPlatform()
        .daemon()
        // Neither the context loader nor the thread locals of whoever needs it first.
        .inheritInheritableThreadLocals(false)
        .name("procession-classes-" + child)
        .start(() -> serve(channel));
  }

  /** Serves a child on this thread until either side closes the channel, which is closed then. */
  public static void serve(ByteChannel channel) {
    var frames = new ShipFrames(channel);
    var server = new ClassServer(ClassDesk.instance());
    try (channel) {
      WireInput in = frames.receive(ShipFrames.LONGEST_QUESTION);
      while (in != null) {
        frames.send(server.encode(Question.read(in)));
        in = frames.receive(ShipFrames.LONGEST_QUESTION);
      }
    } catch (IOException | BufferUnderflowException e) {
      // The child is gone, which others notice too, or out of its mind, which only we can tell.
      LOG.log(System.Logger.Level.DEBUG, "a connection for classes ended", e);
    }
  }

  private WireOutput encode(Question question) {
    Answer answer;
    try {
      answer = answer(question);
    } catch (Throwable e) {
      answer = new Answer.Missing(ErrorCodec.describe(e));
    }
    WireOutput out = ShipFrames.begin(256);
    try {
      Answer.write(out, answer);
      if (out.position() <= ShipFrames.LONGEST_ANSWER) {
        return out;
      }
    } catch (IllegalArgumentException | OutOfMemoryError tooLarge) {
      // The same as above.
    }
    WireOutput refusal = ShipFrames.begin(256);
    Answer.write(refusal, new Answer.Missing("it is too large: largest=" + largest()));
    return refusal;
  }

  private static int largest() {
    return ShipFrames.LONGEST_ANSWER;
  }

  private Answer answer(Question question) throws IOException, ClassNotFoundException {
    ClassLoader loader = desk.loader(question.loader());
    if (loader == null) {
      return new Answer.Missing(
          "its class loader is not there any more: number=" + question.loader());
    }
    told.add(question.loader());
    return switch (question.kind()) {
      case Question.LOADER -> new Answer.Text(nameOf(loader));
      case Question.CLASS -> findClass(loader, question.name());
      case Question.RESOURCE -> places(one(loader.getResource(question.name())));
      case Question.RESOURCES -> places(Collections.list(loader.getResources(question.name())));
      case Question.STREAM -> stream(loader, question.name());
      default -> content(loader, question);
    };
  }

  /** Its own name or, as most have none, that of its class. */
  private static String nameOf(ClassLoader loader) {
    String name = loader.getName();
    if (name != null && !name.isEmpty()) {
      return name;
    }
    String type = loader.getClass().getName();
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private Answer findClass(ClassLoader loader, String name) throws IOException {
    Class<?> type;
    try {
      type = Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      return new Answer.Missing("");
    }
    ClassLoader definer = type.getClassLoader();
    if (definer == null || !ForeignLoaders.isForeign(type)) {
      return new Answer.Local();
    }
    byte[] bytes = ClassSource.bytes(type, definer);
    if (bytes == null) {
      return new Answer.Missing(
          "class loader "
              + nameOf(definer)
              + " does not give its class file, so it cannot be sent to another process");
    }
    int number = desk.number(definer);
    told.add(number);
    return new Answer.Definition(
        number,
        ClassSource.location(type),
        PackageTexts.of(type.getPackage()),
        ClosedRecords.isClosedHere(type),
        gone(),
        bytes);
  }

  private int[] gone() {
    int[] gone = told.stream().filter(n -> desk.loader(n) == null).mapToInt(n -> n).toArray();
    for (int number : gone) {
      told.remove(number);
    }
    return gone;
  }

  private static List<URL> one(@Nullable URL url) {
    return url == null ? List.of() : List.of(url);
  }

  private static Answer places(List<URL> found) {
    String[] urls = new String[found.size()];
    boolean[] direct = new boolean[urls.length];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = found.get(i).toString();
      direct[i] = isDirect(urls[i]);
    }
    return new Answer.Places(urls, direct);
  }

  /** Whether every process of this machine can read it: a file, an entry of a jar, the JDK. */
  private static boolean isDirect(String url) {
    return url.startsWith("file:")
        || url.startsWith("jrt:")
        || (url.startsWith("jar:file:") && url.indexOf("!/") == url.lastIndexOf("!/"));
  }

  private static Answer stream(ClassLoader loader, String name) throws IOException {
    URL url = loader.getResource(name);
    if (url != null && isDirect(url.toString())) {
      return places(List.of(url));
    }
    try (InputStream in = loader.getResourceAsStream(name)) {
      return in == null ? new Answer.Missing("") : bytes(in);
    }
  }

  private static Answer content(ClassLoader loader, Question question) throws IOException {
    String name = question.name();
    int index = question.index();
    List<URL> urls =
        index == Question.FIRST
            ? one(loader.getResource(name))
            : Collections.list(loader.getResources(name));
    int at = index == Question.FIRST ? 0 : index;
    if (at < 0 || at >= urls.size()) {
      return new Answer.Missing("");
    }
    try (InputStream in = urls.get(at).openStream()) {
      return bytes(in);
    }
  }

  private static Answer bytes(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(largest());
    return in.read() < 0
        ? new Answer.Bytes(bytes)
        : new Answer.Missing("it is too large: largest=" + largest());
  }
}
