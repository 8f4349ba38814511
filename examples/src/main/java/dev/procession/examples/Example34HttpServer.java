package dev.procession.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.procession.server.ProcessServer;
import dev.procession.server.ServerWorker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.SocketChannel;

/**
 * A small web server in two processes that share a port. The second page comes from other processes
 * than the first, and no visitor has noticed the change.
 *
 * <p>Tutorial topic: none; the servers of the tutorials stop to be changed
 */
public final class Example34HttpServer {
  /** How long an idle connection may hold up the end of a worker. */
  private static final int LOOK_MILLIS = 1000;

  private Example34HttpServer() {}

  /** Serves two visitors, and a new page to the second. */
  public static void main(String[] arguments) throws Exception {
    var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var server =
        ProcessServer.open(anyPort, c -> c.workers(2), client -> serve(client, "hello"))) {
      var port = ((InetSocketAddress) server.address()).getPort();
      var page = URI.create("http://localhost:" + port + "/").toURL();
      System.out.println(visit(page));
      server.reload(client -> serve(client, "hello again"));
      System.out.println(visit(page));
      System.out.println("handler number " + server.stats().generation());
    }
  }

  /** What a visitor sees who comes, looks at one page, and goes. */
  private static String visit(URL page) throws IOException {
    URLConnection connection = page.openConnection();
    connection.setRequestProperty("Connection", "close");
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Answers the requests of one client, whatever they ask for, until either has enough. */
  public static void serve(SocketChannel client, String text) throws IOException {
    Socket socket = client.socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(LOOK_MILLIS);
    var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    OutputStream out = socket.getOutputStream();
    boolean goesOn = true;
    while (goesOn && awaitRequest(lines)) {
      String line = lines.readLine();
      while (line != null && !line.isEmpty()) {
        goesOn &= !line.equalsIgnoreCase("Connection: close");
        line = lines.readLine();
      }
      goesOn &= !ServerWorker.current().isStopping();
      String head =
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
              + text.length()
              + (goesOn ? "" : "\r\nConnection: close")
              + "\r\n\r\n";
      out.write((head + text).getBytes(US_ASCII));
    }
  }

  /** False if the client has gone, or is silent when the worker should leave. */
  private static boolean awaitRequest(BufferedReader lines) throws IOException {
    while (true) {
      try {
        // The character, and the end of the line before it.
        lines.mark(2);
        int first = lines.read();
        lines.reset();
        return first >= 0;
      } catch (SocketTimeoutException e) {
        if (ServerWorker.current().isStopping()) {
          return false;
        }
      }
    }
  }
}
