package dev.procession.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Both ends of a little protocol: a line goes in, a line comes back. */
final class Talk implements AutoCloseable {
  /** How long it takes to answer {@code work}. */
  static final Duration LONG_WORK = Duration.ofMillis(1500);

  private final SocketChannel channel;
  private final BufferedReader lines;

  private Talk(SocketChannel channel) {
    this.channel = channel;
    this.lines = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
  }

  // ---- the worker's end -------------------------------------------------------------------------

  /** Answers each line with process id, generation and the line; some lines mean trouble. */
  static void answer(SocketChannel channel) throws Exception {
    var talk = new Talk(channel);
    String line;
    while ((line = talk.lines.readLine()) != null) {
      switch (line) {
        case "fail" -> throw new IllegalStateException("asked to fail");
        case "die" -> Runtime.getRuntime().halt(3);
        case "hang" -> hang();
        case "sleep" -> TimeUnit.MILLISECONDS.sleep(300);
        case "work" -> work();
        case "last" -> ServerWorker.current().awaitStop();
        default -> {}
      }
      talk.send(
          ProcessHandle.current().pid() + " " + ServerWorker.current().generation() + " " + line);
      if (line.equals("last")) {
        return;
      }
    }
  }

  /** Takes long, and says so. */
  private static void work() throws InterruptedException {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < LONG_WORK.toNanos()) {
      ServerWorker.current().beat();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Takes no notice of an interrupt. */
  private static void hang() {
    while (true) {
      try {
        TimeUnit.HOURS.sleep(1);
      } catch (InterruptedException e) {
        // That is what makes it hang.
      }
    }
  }

  // ---- the client's end -------------------------------------------------------------------------

  static Talk to(SocketAddress address) throws IOException {
    return new Talk(SocketChannel.open(address));
  }

  static Talk to(ProcessServer server) throws IOException {
    return to(server.address());
  }

  /** One question on a connection of its own. */
  static Answer once(ProcessServer server, String line) throws IOException {
    try (Talk talk = to(server)) {
      return talk.ask(line);
    }
  }

  /**
   * What comes back.
   *
   * @param pid of the worker
   * @param generation of its handler
   * @param line as it was sent
   */
  record Answer(long pid, long generation, String line) {}

  Answer ask(String line) throws IOException {
    send(line);
    return answer();
  }

  void send(String line) throws IOException {
    ByteBuffer bytes = UTF_8.encode(line + "\n");
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Sends something that is no line yet. */
  void sendPart(String part) throws IOException {
    channel.write(UTF_8.encode(part));
  }

  Answer answer() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new EOFException("the connection was closed");
    }
    String[] parts = line.split(" ", 3);
    return new Answer(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
  }

  /** Ends the connection as a client does that crashes. */
  void reset() throws IOException {
    if (!(channel.getRemoteAddress() instanceof UnixDomainSocketAddress)) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    channel.close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
