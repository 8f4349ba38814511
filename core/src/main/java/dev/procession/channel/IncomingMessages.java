package dev.procession.channel;

import static dev.procession.channel.FrameLayout.LONG_HEADER;
import static dev.procession.channel.FrameLayout.LONG_MARK;
import static dev.procession.channel.FrameLayout.SHORT_HEADER;

import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into messages (see {@link FrameLayout}) as they arrive.
 *
 * <p>Never waits, and remembers how far it is: whoever finds a message incomplete may go away, for
 * an interrupt or because the time is up, and the next one goes on where it stopped. It reads
 * nothing beyond the message, so that a socket may be handed on between two messages.
 *
 * <p>A length is only a claim: room is made as bytes arrive, four times what has arrived at most,
 * so that a peer which says that it sends 2 GiB makes nobody set them aside.
 *
 * <p>The methods are called in turn, by one thread at a time: {@link #begin} until a message has
 * begun, then either {@link #skip} or {@link #fill} until it is complete, and {@link #take}.
 */
final class IncomingMessages {
  private static final long UNKNOWN = -1;
  private static final int FIRST_ROOM = 64 * 1024;
  private static final int GROWTH = 4;

  /**
   * The JDK copies what is read into arrays by way of memory of its own, as much as is asked for.
   */
  private static final int AT_ONCE = 256 * 1024;

  private final ByteSource source;

  /** How long a message may be; who sends a longer one is no longer listened to. */
  private final long limit;

  private final ByteBuffer header = ByteBuffer.allocate(LONG_HEADER).limit(SHORT_HEADER);

  /** Of the message that has begun, or {@link #UNKNOWN}. */
  private long length = UNKNOWN;

  /** How many bytes of the message are in {@link #body}. */
  private long arrived;

  private MemorySegment body = MemorySegment.NULL;

  /** Whether {@link #body} is the receiver's own memory. */
  private boolean borrowed;

  /** How many bytes of earlier messages are to be read and thrown away. */
  private long toSkip;

  private @Nullable ByteBuffer scrap;

  IncomingMessages(ByteSource source, long limit) {
    this.source = source;
    this.limit = limit;
  }

  /**
   * Reads up to the beginning of a message.
   *
   * @return false if there is not enough yet
   * @throws EOFException if there is no more
   * @throws StreamCorruptedException if that is no message, or one that is too long
   */
  boolean begin() throws IOException {
    while (toSkip > 0) {
      ByteBuffer room = scrap().clear().limit((int) Math.min(toSkip, AT_ONCE));
      int read = read(room, "in the middle of a message");
      if (read == 0) {
        return false;
      }
      toSkip -= read;
    }
    scrap = null;
    while (length == UNKNOWN) {
      if (header.hasRemaining()
          && read(header, header.position() == 0 ? "" : "in the middle of a header") == 0) {
        return false;
      }
      if (!header.hasRemaining()) {
        parseHeader();
      }
    }
    return true;
  }

  private void parseHeader() throws StreamCorruptedException {
    int claimed = header.getInt(0);
    if (header.limit() == SHORT_HEADER && claimed == LONG_MARK) {
      header.limit(LONG_HEADER);
      return;
    }
    long whole = header.limit() == SHORT_HEADER ? claimed : header.getLong(SHORT_HEADER);
    if (whole < 0 || whole > limit) {
      // Not skipped, and said again and again: the stream cannot be trusted any more.
      throw new StreamCorruptedException(
          "no message, or one that is too long: length="
              + whole
              + ", limit="
              + limit
              + "; the other side speaks another protocol, or allow longer messages");
    }
    header.clear().limit(SHORT_HEADER);
    length = whole;
    arrived = 0;
  }

  /** How long the message is that has begun. */
  long length() {
    return length;
  }

  /** Throws the message away that has begun. */
  void skip() {
    toSkip = length - arrived;
    end();
  }

  /** Has the message that has begun put into this memory, which has room for it. */
  void into(MemorySegment memory) {
    MemorySegment exact = memory.asSlice(0, length);
    // Elsewhere nothing can be read into directly; and what has arrived already is copied in the
    // end.
    if (arrived == 0 && isReadInto(memory)) {
      body = exact;
      borrowed = true;
    }
  }

  private static boolean isReadInto(MemorySegment memory) {
    return memory.isNative() || memory.heapBase().orElse(null) instanceof byte[];
  }

  /**
   * Reads more of the message that has begun.
   *
   * @return false if there is not enough yet
   * @throws EOFException if the stream ends before
   */
  boolean fill() throws IOException {
    while (arrived < length) {
      if (arrived == body.byteSize()) {
        grow();
      }
      long room = Math.min(body.byteSize() - arrived, AT_ONCE);
      int read = read(body.asSlice(arrived, room).asByteBuffer(), "in the middle of a message");
      if (read == 0) {
        return false;
      }
      arrived += read;
    }
    return true;
  }

  private void grow() {
    try {
      move(room(Math.min(length, Math.max(FIRST_ROOM, arrived * GROWTH))));
    } catch (OutOfMemoryError e) {
      // Whoever comes next gets the next message.
      skip();
      throw e;
    }
  }

  private void move(MemorySegment to) {
    MemorySegment.copy(body, 0, to, 0, arrived);
    body = to;
    borrowed = false;
  }

  /** Says that the memory of {@link #into} may be used no longer. */
  void giveBack() {
    if (borrowed) {
      try {
        move(room(arrived));
      } catch (RuntimeException | OutOfMemoryError e) {
        // Its owner has closed it meanwhile, or there is no other: whoever comes next gets the next
        // message.
        skip();
        throw e;
      }
    }
  }

  private static MemorySegment room(long bytes) {
    return bytes <= Messages.LONGEST_ARRAY
        ? MemorySegment.ofArray(new byte[(int) bytes])
        : Arena.ofAuto().allocate(bytes);
  }

  /** The message, which is complete; the next one may begin. */
  MemorySegment take() {
    MemorySegment whole = length == 0 ? MemorySegment.ofArray(new byte[0]) : body;
    end();
    return whole;
  }

  private void end() {
    length = UNKNOWN;
    arrived = 0;
    body = MemorySegment.NULL;
    borrowed = false;
  }

  /** Whether a message has begun that nobody has taken, or not ended that is skipped. */
  boolean isWithinMessage() {
    return length != UNKNOWN || toSkip > 0 || header.position() > 0;
  }

  private int read(ByteBuffer into, String where) throws IOException {
    int read = source.read(into);
    if (read < 0) {
      throw new EOFException(
          "the other side is gone" + (where.isEmpty() ? "" : ", " + where + ": got=" + arrived));
    }
    return read;
  }

  private ByteBuffer scrap() {
    if (scrap == null) {
      scrap = ByteBuffer.allocate((int) Math.min(toSkip, AT_ONCE));
    }
    return scrap;
  }
}
