package dev.procession.examples.cookbook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.procession.server.ProcessServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/** The JDK's web server in several processes that share a port. */
public final class PreforkHttp {
  private PreforkHttp() {}

  /** Serves a page, one that crashes, and a new page after a reload. */
  public static void main(String[] arguments) throws Exception {
    // begin server
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var server =
        ProcessServer.open(
            anyPort, c -> c.workers(2).ready(() -> startHttp("hello")), PreforkHttp::pass)) {
      visit(server.address(), "/");
      visit(server.address(), "/crash");
      visit(server.address(), "/");
      server.reload(c -> c.ready(() -> startHttp("hello again")), PreforkHttp::pass);
      visit(server.address(), "/");
      System.out.println("workers lost: " + server.stats().lost());
    }
    // end server
  }

  // begin http
  /** The address of this worker's own web server, which nobody else knows. */
  private static volatile InetSocketAddress own = new InetSocketAddress(0);

  /** Runs in each worker before its first connection. */
  static void startHttp(String text) throws IOException, InterruptedException {
    var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", exchange -> answer(exchange, text));
    http.createContext("/crash", exchange -> Runtime.getRuntime().halt(3));
    // Its own thread is a daemon if the one that starts it is. Else no worker would ever end.
    Thread.ofVirtual().start(http::start).join();
    own = http.getAddress();
  }

  static void answer(HttpExchange exchange, String text) throws IOException {
    // One request for each connection: a worker that is to leave can leave after it.
    exchange.getResponseHeaders().set("Connection", "close");
    byte[] body = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  // end http

  // begin pass
  /** Hands a connection to the web server of this worker. */
  static void pass(SocketChannel client) throws IOException {
    try (var http = SocketChannel.open(own)) {
      // Ends when either side closes; what goes wrong then has been noticed by the other half.
      Thread.ofVirtual().start(new FutureTask<>(() -> copy(client, http)));
      copy(http, client);
    }
  }

  static Void copy(SocketChannel from, SocketChannel to) throws IOException {
    Channels.newInputStream(from).transferTo(Channels.newOutputStream(to));
    to.shutdownOutput();
    return null;
  }

  // end pass

  /** Asks for one page over a connection of its own, and prints the last line of the answer. */
  private static void visit(SocketAddress address, String path) {
    String answer;
    try (var client = SocketChannel.open(address)) {
      client.write(US_ASCII.encode("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      var lines =
          new String(Channels.newInputStream(client).readAllBytes(), UTF_8).lines().toList();
      answer = lines.isEmpty() ? "connection lost" : lines.getLast();
    } catch (IOException e) {
      answer = "connection lost";
    }
    System.out.println(path + " -> " + answer);
  }
}
// prints: / -> hello
// prints: /crash -> connection lost
// prints: / -> hello
// prints: / -> hello again
// prints: workers lost: 1
