package dev.procession.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.procession.ChildProcess;
import dev.procession.channel.QueueClosedException;
import dev.procession.channel.SharedQueue;
import dev.procession.pool.Outcome;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;

/**
 * A crawler. Each page is fetched and searched for links by a process of its own; one more process
 * writes the pages to files, in the encoding GBK. One page cannot be had, one crashes the process
 * that reads it: both are reported and cost nothing else.
 *
 * <p>The site is served by this program. To run the file by itself, put the jar of jsoup on the
 * class path beside Procession's.
 *
 * <p>Tutorial topic: a web crawler with processes and a queue
 */
public final class Example24Crawler {
  private static final Charset GBK = Charset.forName("GBK");

  /** The pages that there are, by name; one of the links leads nowhere. */
  private static final Map<String, String> SITE =
      Map.of(
          "index", "<h1>目录</h1><a href=tea>茶</a><a href=noodles>面</a><a href=missing>?</a>",
          "tea", "<h1>龙井茶和普洱茶</h1><a href=index>目录</a><a href=cups>杯子</a>",
          "noodles", "<h1>兰州拉面</h1><a href=tea>茶</a><a href=crash>?</a>",
          "cups", "<h1>景德镇的杯子</h1><a href=index>目录</a>",
          "crash", "<h1>坏页</h1>");

  private Example24Crawler() {}

  /** Serves the site, crawls it, and compares the files with what was served. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("crawler");
    HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    server.createContext("/", Example24Crawler::answer);
    server.start();
    String address = "http://localhost:" + server.getAddress().getPort() + "/";
    // For each page its name and its text.
    try (var pages = SharedQueue.<Map.Entry<String, String>>create();
        var pool = ProcessPool.open(c -> c.workers(0, 2).tasksPerWorker(1))) {
      var writer = ChildProcess.of(() -> write(pages, folder)).start();
      var seen = new HashSet<>(List.of("index"));
      for (List<String> next = List.of("index"); !next.isEmpty(); ) {
        List<String> found = new ArrayList<>();
        for (var page : pool.outcomes(n -> fetch(address, n, pages), next).toList()) {
          if (page instanceof Outcome.Failure<?, ?> failure) {
            System.out.println(failure.item() + ": " + failure.error().getMessage());
          } else {
            found.addAll(page.value());
          }
        }
        next = found.stream().filter(seen::add).toList();
      }
      pages.shutdown();
      writer.join();
    } finally {
      server.stop(0);
    }
    for (var page : SITE.entrySet()) {
      Path file = folder.resolve(page.getKey() + ".html");
      if (Files.exists(file)) {
        boolean same = Arrays.equals(Files.readAllBytes(file), page.getValue().getBytes(GBK));
        System.out.println(file.getFileName() + " is what was served: " + same);
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** In the process of a page: hands it to the writer, returns its links. */
  private static List<String> fetch(
      String address, String name, SharedQueue<Map.Entry<String, String>> pages)
      throws IOException, InterruptedException {
    String text = Jsoup.connect(address + name).execute().readBody();
    if (name.equals("crash")) {
      // As a native library would that cannot bear what it reads.
      Runtime.getRuntime().halt(42);
    }
    pages.put(Map.entry(name, text));
    System.out.println("process " + ProcessHandle.current().pid() + " has read " + name);
    return Jsoup.parse(text).select("a[href]").eachAttr("href");
  }

  /** In the writer's process: until nothing more can come. */
  private static void write(SharedQueue<Map.Entry<String, String>> pages, Path folder)
      throws IOException, InterruptedException {
    try {
      while (true) {
        var page = pages.take();
        Files.writeString(folder.resolve(page.getKey() + ".html"), page.getValue(), GBK);
      }
    } catch (QueueClosedException end) {
      System.out.println("process " + ProcessHandle.current().pid() + " has written all");
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring(1);
    byte[] body = SITE.getOrDefault(name, "error").getBytes(GBK);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=GBK");
    exchange.sendResponseHeaders(SITE.containsKey(name) ? 200 : 500, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
