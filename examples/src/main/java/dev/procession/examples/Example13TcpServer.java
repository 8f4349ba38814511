package dev.procession.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.procession.server.ProcessServer;
import dev.procession.server.ServerMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A TCP server that starts a process for each connection, and a client for the terminal.
 *
 * <p>Without arguments it serves until Ctrl-C. With {@code client} and the port that it has printed
 * it is the client, in another terminal: it sends what you type and prints what comes back. With
 * {@code show} it serves fifty clients of its own at once; one more resets its connection.
 *
 * <p>What goes wrong in one connection, even the death of its process, is not noticed in another.
 *
 * <p>Tutorial topic: socket server with one Process for each accepted connection
 */
public final class Example13TcpServer {
  private static final int CLIENTS = 50;

  private Example13TcpServer() {}

  /** Serves, asks, or shows both. */
  public static void main(String[] arguments) throws Exception {
    switch (arguments.length == 0 ? "serve" : arguments[0]) {
      case "client" -> talk(Integer.parseInt(arguments[1]));
      case "show" -> show();
      default -> {
        try (var server = open(0)) {
          System.out.println("port " + port(server) + "; Ctrl-C ends the server");
          server.join();
        }
      }
    }
  }

  private static ProcessServer open(int port) {
    return ProcessServer.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        config -> config.mode(ServerMode.PROCESS_PER_CONNECTION),
        Example13TcpServer::serve);
  }

  private static int port(ProcessServer server) {
    return ((InetSocketAddress) server.address()).getPort();
  }

  /** Runs in a process of its own. */
  private static void serve(SocketChannel connection) throws IOException {
    var in = new BufferedReader(Channels.newReader(connection, UTF_8));
    var out = new PrintWriter(Channels.newWriter(connection, UTF_8), true);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(line.toUpperCase(Locale.ROOT) + " from " + ProcessHandle.current().pid());
    }
  }

  private static Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static void say(Socket server, String line) throws IOException {
    server.getOutputStream().write((line + "\n").getBytes(UTF_8));
  }

  private static String hear(Socket server) throws IOException {
    var in = new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8));
    return Objects.requireNonNullElse(in.readLine(), "the server has ended the connection");
  }

  private static void talk(int port) throws IOException {
    try (var server = connect(port)) {
      for (String line = IO.readln(); line != null; line = IO.readln()) {
        say(server, line);
        System.out.println(hear(server));
      }
    }
  }

  private static void show() throws Exception {
    var server = open(0);
    int port = port(server);
    List<Socket> clients = new ArrayList<>();
    for (int i = 1; i <= CLIENTS; i++) {
      clients.add(connect(port));
      say(clients.getLast(), "hello " + i);
    }
    try (var rude = connect(port)) {
      rude.setSoLinger(true, 0); // its end is a reset, as that of a client that crashes
    }
    for (Socket client : clients) {
      System.out.println(hear(client));
    }
    for (Socket client : clients) {
      client.close();
    }
    server.close();
    var end = server.stats();
    System.out.println("connections: " + end.completed() + " well, " + end.failed() + " not");

    try (var another = open(port);
        var client = connect(port(another))) {
      say(client, "still there?");
      System.out.println("the port was free again: " + hear(client));
    }
  }
}
