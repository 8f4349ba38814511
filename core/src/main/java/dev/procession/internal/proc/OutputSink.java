package dev.procession.internal.proc;

import dev.procession.Output;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.file.StandardOpenOption;

/** Where one stream of a child goes. Used by the thread that reads the stream. */
interface OutputSink {
  /** Takes a piece. */
  void write(byte[] bytes, int length) throws IOException;

  /** There is no more. */
  default void end() throws IOException {}

  /** The sink that a context asks for. */
  static OutputSink of(Output output, Output.Stream stream) {
    return switch (output) {
      case Output.Inherit _ -> (bytes, length) -> passOn(stream, bytes, length);
      case Output.Discard _ -> (bytes, length) -> {};
      case Output.ToFile file -> (bytes, length) -> append(file, bytes, length);
      case Output.Capture capture -> new Lines(stream, capture.lines());
    };
  }

  private static void passOn(Output.Stream stream, byte[] bytes, int length) {
    // Looked up for each piece: a program may replace them.
    PrintStream to = stream == Output.Stream.OUT ? System.out : System.err;
    to.write(bytes, 0, length);
    to.flush();
  }

  private static void append(Output.ToFile file, byte[] bytes, int length) throws IOException {
    try (var channel =
        FileChannel.open(
            file.path(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      ByteBuffer piece = ByteBuffer.wrap(bytes, 0, length);
      while (piece.hasRemaining()) {
        channel.write(piece);
      }
    }
  }

  /** Decodes and cuts into lines. */
  final class Lines implements OutputSink {
    /** A longer line arrives in pieces: memory must not grow with what a child writes. */
    private static final int LONGEST_LINE = 1 << 20;

    private final Output.Stream stream;
    private final Output.LineConsumer consumer;
    private final CharsetDecoder decoder =
        Charset.defaultCharset()
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final StringBuilder line = new StringBuilder();
    private byte[] undecoded = new byte[0];
    private boolean afterReturn;

    Lines(Output.Stream stream, Output.LineConsumer consumer) {
      this.stream = stream;
      this.consumer = consumer;
    }

    @Override
    public void write(byte[] bytes, int length) {
      decode(bytes, length, false);
    }

    @Override
    public void end() {
      decode(new byte[0], 0, true);
      if (!line.isEmpty()) {
        tell();
      }
    }

    private void decode(byte[] bytes, int length, boolean last) {
      ByteBuffer in = ByteBuffer.allocate(undecoded.length + length);
      in.put(undecoded).put(bytes, 0, length).flip();
      CharBuffer out = CharBuffer.allocate(in.remaining() + 2);
      decoder.decode(in, out, last);
      undecoded = new byte[in.remaining()];
      in.get(undecoded);
      out.flip();
      while (out.hasRemaining()) {
        add(out.get());
      }
    }

    private void add(char c) {
      boolean endOfPair = c == '\n' && afterReturn;
      afterReturn = c == '\r';
      if (endOfPair) {
        return;
      }
      if (c == '\n' || c == '\r') {
        tell();
        return;
      }
      line.append(c);
      if (line.length() >= LONGEST_LINE) {
        tell();
      }
    }

    private void tell() {
      String text = line.toString();
      line.setLength(0);
      try {
        consumer.accept(stream, text);
      } catch (RuntimeException | Error broken) {
        // That is documented; the lines behind this one are not lost.
      }
    }
  }
}
