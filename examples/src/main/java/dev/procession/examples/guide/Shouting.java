package dev.procession.examples.guide;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.procession.server.ProcessServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;

/** A server in two processes that answers in upper case. */
public final class Shouting {
  private Shouting() {}

  /** Serves a client, loses a worker, and serves another. */
  public static void main(String[] args) throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    // begin server
    try (var server =
        ProcessServer.open(
            address, c -> c.workers(2).handlerLimit(Duration.ofMinutes(1)), Shouting::talk)) {
      // server.join() waits until it is closed or has failed
      // end server
      int port = ((InetSocketAddress) server.address()).getPort();
      System.out.println(ask(port, "hello"));
      for (long pid : server.stats().servingPids()) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
      System.out.println(ask(port, "still there"));
      // begin server
      server.reload(client -> talk(client)); // new workers; no connection is refused or dropped
    }
    // end server
  }

  // begin server
  private static void talk(SocketChannel client) throws IOException {
    Socket socket = client.socket();
    var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    var out = new PrintWriter(socket.getOutputStream(), true, UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(line.toUpperCase(Locale.ROOT));
    }
  }

  // end server

  private static String ask(int port, String line) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      new PrintWriter(socket.getOutputStream(), true, UTF_8).println(line);
      return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
    }
  }
}

// prints: HELLO
// prints: STILL THERE
