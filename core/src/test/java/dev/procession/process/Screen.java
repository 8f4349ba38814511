package dev.procession.process;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** What this program prints while it is open, its children's output included. */
final class Screen implements AutoCloseable {
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Screen() {
    System.setOut(new PrintStream(out, true, Charset.defaultCharset()));
    System.setErr(new PrintStream(err, true, Charset.defaultCharset()));
  }

  /** Takes what is printed from now on, until it is closed. */
  static Screen open() {
    return new Screen();
  }

  /** Everything printed to standard output so far. */
  String out() {
    return out.toString(Charset.defaultCharset());
  }

  /** Everything printed to standard error so far. */
  String err() {
    return err.toString(Charset.defaultCharset());
  }

  @Override
  public void close() {
    System.setOut(realOut);
    System.setErr(realErr);
  }
}
