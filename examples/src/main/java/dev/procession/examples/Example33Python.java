package dev.procession.examples;

import dev.procession.channel.Listener;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Talks to a Python program: connections have the frames and the handshake of Python's {@code
 * multiprocessing.connection}. Needs {@code python3}.
 *
 * <p>Tutorial topic: multiprocessing.connection, with a program in Java at the other end
 */
public final class Example33Python {
  private static final String CLIENT =
      """
      import sys
      from multiprocessing.connection import Client

      with Client(sys.argv[1], authkey=b"secret") as connection:
          connection.send_bytes(b"hello from Python")
          print("Python got:", connection.recv_bytes().decode())
      """;

  private Example33Python() {}

  /** Exchanges greetings. */
  public static void main(String[] arguments) throws Exception {
    byte[] key = "secret".getBytes(StandardCharsets.UTF_8);
    // Python up to 3.11 knows no digest but MD5.
    try (var listener = Listener.open(null, c -> c.key(key).legacyDigest(true))) {
      Process python =
          new ProcessBuilder(List.of("python3", "-c", CLIENT, String.valueOf(listener.address())))
              .inheritIO()
              .start();
      try (var connection = listener.accept()) {
        System.out.println(
            "Java got: " + new String(connection.receiveBytes(), StandardCharsets.UTF_8));
        connection.sendBytes("hello from Java".getBytes(StandardCharsets.UTF_8));
      }
      System.out.println("Python's exit code: " + python.waitFor());
    }
  }
}
