package dev.procession.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.procession.server.ProcessServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The same server with processes that are started in advance and share the listening socket.
 *
 * <p>Each of three workers takes the next connection when it is free. Connections that nobody has
 * taken wait in the kernel, in the queue of the socket; the death of a worker does not touch them.
 * Only who is connected to that worker notices, and asks again. Another worker takes its place.
 *
 * <p>Without arguments it serves until Ctrl-C; the client of example 13 talks to it, too.
 *
 * <p>Tutorial topic: socket server with processes that accept from one socket
 */
public final class Example14Prefork {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private static final int CLIENTS = 30;
  private static final int ATTEMPTS = 3;

  private Example14Prefork() {}

  /** Serves, or shows it. */
  public static void main(String[] arguments) throws Exception {
    try (var server =
        ProcessServer.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            config -> config.workers(3).connectionsPerWorker(1),
            Example14Prefork::serve)) {
      int port = ((InetSocketAddress) server.address()).getPort();
      if (arguments.length > 0 && arguments[0].equals("show")) {
        show(server, port);
      } else {
        System.out.println("port " + port + "; Ctrl-C ends the server");
        server.join();
      }
    }
  }

  /** Runs in a worker, one connection at a time. */
  private static void serve(SocketChannel connection) throws Exception {
    var in = new BufferedReader(Channels.newReader(connection, UTF_8));
    var out = new PrintWriter(Channels.newWriter(connection, UTF_8), true);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Thread.sleep(SECOND / 5);
      out.println(line.toUpperCase(Locale.ROOT) + " from " + ProcessHandle.current().pid());
    }
  }

  private static void show(ProcessServer server, int port) throws Exception {
    List<Long> workers = server.stats().servingPids();
    System.out.println("workers: " + workers);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 1; i <= CLIENTS; i++) {
        String question = "hello " + i;
        answers.add(clients.submit(() -> ask(port, question)));
      }
      answers.getFirst().get();
      ProcessHandle.of(workers.getFirst()).orElseThrow().destroyForcibly();
      System.out.println("killed: " + workers.getFirst());
      for (Future<String> answer : answers) {
        System.out.println(answer.get());
      }
    }
    System.out.println("workers that died: " + server.stats().restarts());
  }

  /** Asks, and asks again if the connection breaks before the answer is there. */
  private static String ask(int port, String question) throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        new PrintWriter(socket.getOutputStream(), true, UTF_8).println(question);
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        String answer = in.readLine();
        if (answer != null) {
          return answer;
        }
        System.out.println("no answer, asking again: " + question);
      } catch (SocketException e) {
        System.out.println("broken connection, asking again: " + question);
      }
    }
    throw new IOException("no answer: attempts=" + ATTEMPTS + ", question=" + question);
  }
}
