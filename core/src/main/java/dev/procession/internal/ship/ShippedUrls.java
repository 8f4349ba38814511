package dev.procession.internal.ship;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * URLs of the parent in a child. What is in a file or a jar, the child reads by itself under the
 * same URL. What only a loader of the parent can read keeps its URL as text, with a handler that
 * asks the parent for the content.
 */
final class ShippedUrls {
  private ShippedUrls() {}

  static URL direct(String url) throws IOException {
    try {
      return new URI(url).toURL();
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException("not a URL: url=" + url, e);
    }
  }

  static URL shipped(ShippedLoader loader, String name, int index, String url) throws IOException {
    return withHandler(url, new Handler(loader, name, index));
  }

  /** Where a class comes from; for a place that this process does not know, a mere name. */
  static @Nullable URL ofLocation(String url) {
    try {
      return url.startsWith("file:") ? direct(url) : withHandler(url, new Handler(null, "", 0));
    } catch (IOException notAUrl) {
      return null;
    }
  }

  private static URL withHandler(String url, URLStreamHandler handler) throws IOException {
    try {
      return URL.of(new URI(url), handler);
    } catch (URISyntaxException | IllegalArgumentException | MalformedURLException e) {
      throw new IOException("not a URL: url=" + url, e);
    }
  }

  /** Opens one resource of one loader. */
  private static final class Handler extends URLStreamHandler {
    private final @Nullable ShippedLoader loader;
    private final String name;
    private final int index;

    Handler(@Nullable ShippedLoader loader, String name, int index) {
      this.loader = loader;
      this.name = name;
      this.index = index;
    }

    @Override
    protected URLConnection openConnection(URL url) throws IOException {
      if (loader == null) {
        throw new IOException("only the parent process can open this: url=" + url);
      }
      return new Connection(url, loader.content(name, index));
    }
  }

  /** Content that is there already. */
  private static final class Connection extends URLConnection {
    private final byte[] content;

    Connection(URL url, byte[] content) {
      super(url);
      this.content = content;
      connected = true;
    }

    @Override
    public void connect() {
      // It is, from the beginning.
    }

    @Override
    public long getContentLengthLong() {
      return content.length;
    }

    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(content);
    }
  }
}
