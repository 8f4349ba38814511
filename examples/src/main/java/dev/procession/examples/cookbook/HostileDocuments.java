package dev.procession.examples.cookbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.procession.pool.Outcome;
import dev.procession.pool.ProcessPool;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.helpers.DefaultHandler;

/** Counts the characters of documents, some of which were made to do harm. */
public final class HostileDocuments {
  /** How often the longest entity of the bad document doubles: over a thousand million words. */
  private static final int DOUBLINGS = 30;

  private static final int MEGABYTE = 1 << 20;
  private static final int BOMB_MEGABYTES = 320;

  private HostileDocuments() {}

  /** Makes documents, works on them, and shows which were put aside. */
  public static void main(String[] arguments) throws IOException {
    Path inbox = Files.createTempDirectory("inbox");
    try {
      writeDocuments(inbox);
      List<String> documents = list(inbox).map(Path::toString).toList();
      Path dead = Files.createDirectory(inbox.resolve("dead"));
      work(documents, dead);
      System.out.println("dead letters:");
      list(dead).forEach(letter -> System.out.println("  " + letter.getFileName()));
    } finally {
      deleteAll(inbox);
    }
  }

  // begin work
  static void work(List<String> documents, Path dead) {
    try (var pool = ProcessPool.open(2);
        var outcomes =
            pool.outcomes(
                HostileDocuments::countCharacters,
                documents,
                o -> o.taskTimeout(Duration.ofSeconds(2)).memoryLimit(200L << 20))) {
      outcomes.forEach(outcome -> settle(outcome, dead));
    }
  }

  static void settle(Outcome<String, Long> outcome, Path dead) {
    Path document = Path.of(outcome.item());
    String name = document.getFileName().toString();
    switch (outcome) {
      case Outcome.Success<String, Long> good ->
          System.out.println(name + ": " + good.value() + " characters");
      case Outcome.Failure<String, Long> bad -> {
        System.out.println(name + ": " + bad.error().getClass().getSimpleName());
        try {
          Files.move(document, dead.resolve(name));
          Files.writeString(dead.resolve(name + ".why"), bad.error().toString());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  // end work

  // begin parse
  /** A parser that believes what a document says, as many do. */
  static long countCharacters(String document) throws Exception {
    var count = new AtomicLong();
    if (document.endsWith(".zip")) {
      try (var zip = new ZipFile(document)) {
        for (ZipEntry entry : zip.stream().toList()) {
          byte[] bytes = zip.getInputStream(entry).readAllBytes();
          count.addAndGet(new String(bytes, UTF_8).length());
        }
      }
    } else {
      SAXParser parser = SAXParserFactory.newInstance().newSAXParser();
      // The JDK's parser has limits of its own; as others have none, it does without them here.
      for (String limit :
          List.of(
              "entityExpansionLimit",
              "entityReplacementLimit",
              "maxGeneralEntitySizeLimit",
              "totalEntitySizeLimit")) {
        parser.setProperty("jdk.xml." + limit, "0");
      }
      parser.parse(
          new File(document),
          new DefaultHandler() {
            @Override
            public void characters(char[] text, int start, int length) {
              count.addAndGet(length);
            }
          });
    }
    return count.get();
  }

  // end parse

  private static void writeDocuments(Path folder) throws IOException {
    Files.writeString(folder.resolve("a-letter.xml"), "<letter>Dear all</letter>");
    Files.writeString(folder.resolve("b-laughs.xml"), laughs());
    writeZip(folder.resolve("c-bomb.zip"), new byte[MEGABYTE], BOMB_MEGABYTES);
    Files.writeString(folder.resolve("d-torn.zip"), "PK and no more");
    writeZip(folder.resolve("e-notes.zip"), "hello".getBytes(UTF_8), 2);
  }

  /** Each entity is twice the one before. */
  private static String laughs() {
    var text = new StringBuilder("<!DOCTYPE x [<!ENTITY e0 'ha'>");
    for (int i = 1; i <= DOUBLINGS; i++) {
      text.append("<!ENTITY e%d '&e%d;&e%d;'>".formatted(i, i - 1, i - 1));
    }
    return text.append("]><x>&e").append(DOUBLINGS).append(";</x>").toString();
  }

  private static void writeZip(Path file, byte[] content, int times) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setLevel(1);
      zip.putNextEntry(new ZipEntry("content"));
      for (int i = 0; i < times; i++) {
        zip.write(content);
      }
    }
  }

  private static Stream<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
  }
}
// prints: a-letter.xml: 8 characters
// prints: b-laughs.xml: TaskTimeoutException
// prints: c-bomb.zip: TaskMemoryException
// prints: d-torn.zip: ZipException
// prints: e-notes.zip: 10 characters
// prints: dead letters:
// prints:   b-laughs.xml
// prints:   b-laughs.xml.why
// prints:   c-bomb.zip
// prints:   c-bomb.zip.why
// prints:   d-torn.zip
// prints:   d-torn.zip.why
