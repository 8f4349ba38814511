package dev.procession.channel;

import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One end of a way between two programs on which whole messages travel: objects, or bytes of any
 * number, also beyond 2 GiB.
 *
 * <p>There are two kinds. The ends of a {@link Pipe} lie in shared memory and travel to other
 * processes at any time. Those that a {@link Listener} accepts or a {@link Client} makes lead over
 * a socket; what they send is what CPython's {@code multiprocessing.connection} sends, so that the
 * other side may be a Python program. Objects are exchanged with Java programs only: they are
 * written as arguments of tasks are, not as pickles.
 *
 * <p>May be used by any number of threads at once, also by virtual ones: messages are never mixed,
 * and those of one thread arrive in order. Receiving, sending and waiting do not disturb each
 * other.
 *
 * <p>The other side is <em>gone</em> when it has closed its end or died. What it has sent before is
 * received; then every {@code receive…} throws {@link EOFException}. Sending throws {@link
 * IOException} as soon as this side knows.
 *
 * <p>A thread that waits may be interrupted; the connection remains as it was. Each method that
 * waits throws {@link InterruptedException} if the thread is interrupted before or while it waits,
 * and then has received or sent nothing.
 *
 * <p>After {@link #close()} every method but that and {@link #isOpen()} throws {@link
 * IllegalStateException}, also in threads that were waiting. So do methods of the direction that an
 * end of a one-way pipe has not.
 *
 * <p>Who receives objects rebuilds what the other side wrote. Deserialization filters are always on
 * (see {@code jdk.serialFilter}), but a peer that is not trusted should not get that far: give
 * listeners a {@linkplain ListenerConfig#key key}.
 *
 * <p>Python: {@code multiprocessing.connection.Connection}.
 */
public sealed interface Connection extends AutoCloseable, Serializable
    permits SocketConnection, PipeConnection {
  /**
   * Sends an object, waiting as long as there is no room for it.
   *
   * <p>Python: {@code send(obj)}.
   *
   * @param value anything that could be an argument of a task; may be null
   * @throws dev.procession.NotSendableException if it cannot be sent; then nothing is
   * @throws IOException if the other side is gone
   * @throws InterruptedException if the thread is interrupted before anything was sent
   */
  void send(@Nullable Object value) throws IOException, InterruptedException;

  /**
   * Receives an object, waiting until one is there.
   *
   * <p>Python: {@code recv()}.
   *
   * @return the object; null if that was sent
   * @throws dev.procession.NotSendableException if it cannot be rebuilt here, or what was sent is
   *     no object; the message is gone, the connection goes on
   * @throws EOFException if the other side is gone and all it sent has been received
   * @throws IOException if the connection is broken
   * @throws InterruptedException if the thread is interrupted
   */
  @Nullable Object receive() throws IOException, InterruptedException;

  /**
   * Sends bytes as one message, waiting as long as there is no room for them.
   *
   * <p>If the thread is interrupted when a part of the message is under way already, the rest is
   * sent in the background, before anything else, and this method returns with the interrupt still
   * set.
   *
   * <p>Python: {@code send_bytes(buf)}.
   *
   * @param bytes the message; may be empty
   * @throws IOException if the other side is gone
   * @throws InterruptedException if the thread is interrupted before anything was sent
   */
  default void sendBytes(byte[] bytes) throws IOException, InterruptedException {
    sendBytes(MemorySegment.ofArray(bytes));
  }

  /**
   * Sends a part of an array as one message; see {@link #sendBytes(byte[])}.
   *
   * <p>Python: {@code send_bytes(buf, offset, size)}.
   *
   * @param bytes where the message is
   * @param offset where it begins
   * @param length how many bytes it has; may be zero
   * @throws IndexOutOfBoundsException if {@code offset} or {@code length} is negative or the part
   *     reaches beyond the end
   * @throws IOException if the other side is gone
   * @throws InterruptedException if the thread is interrupted before anything was sent
   */
  default void sendBytes(byte[] bytes, int offset, int length)
      throws IOException, InterruptedException {
    sendBytes(Messages.part(bytes, offset, length));
  }

  /**
   * Sends what remains in a buffer as one message; see {@link #sendBytes(byte[])}. Nothing remains
   * in it afterwards.
   *
   * @param bytes the message is between its position and its limit
   * @throws IOException if the other side is gone; the buffer's position is unchanged
   * @throws InterruptedException if the thread is interrupted before anything was sent; the
   *     buffer's position is unchanged
   */
  default void sendBytes(ByteBuffer bytes) throws IOException, InterruptedException {
    sendBytes(MemorySegment.ofBuffer(bytes));
    bytes.position(bytes.limit());
  }

  /**
   * Sends memory as one message; see {@link #sendBytes(byte[])}.
   *
   * @param bytes the message, of any length; must stay as it is until the method returns
   * @throws IOException if the other side is gone
   * @throws InterruptedException if the thread is interrupted before anything was sent
   */
  void sendBytes(MemorySegment bytes) throws IOException, InterruptedException;

  /**
   * Receives bytes, waiting until a message is there.
   *
   * <p>Python: {@code recv_bytes()}.
   *
   * @return the message
   * @throws MessageTooLongException if it is longer than an array can be; it is skipped
   * @throws EOFException if the other side is gone and all it sent has been received
   * @throws IOException if the connection is broken
   * @throws InterruptedException if the thread is interrupted
   */
  default byte[] receiveBytes() throws IOException, InterruptedException {
    return receiveBytes(Messages.LONGEST_ARRAY);
  }

  /**
   * Receives bytes, but not too many, waiting until a message is there.
   *
   * <p>Python: {@code recv_bytes(maxlength)}, which makes the connection unusable when a message is
   * longer.
   *
   * @param maxLength how long the message may be
   * @return the message
   * @throws IllegalArgumentException if {@code maxLength} is negative
   * @throws MessageTooLongException if it is longer; it is skipped
   * @throws EOFException if the other side is gone and all it sent has been received
   * @throws IOException if the connection is broken
   * @throws InterruptedException if the thread is interrupted
   */
  byte[] receiveBytes(int maxLength) throws IOException, InterruptedException;

  /**
   * Receives bytes into a buffer, from its position on, waiting until a message is there. The
   * position is behind the message afterwards.
   *
   * <p>Python: {@code recv_bytes_into(buf, offset)}.
   *
   * @param buffer where the message goes
   * @return how long it is
   * @throws IllegalArgumentException if the buffer is read-only
   * @throws BufferTooShortException if the message does not fit; the exception has it
   * @throws EOFException if the other side is gone and all it sent has been received
   * @throws IOException if the connection is broken
   * @throws InterruptedException if the thread is interrupted
   */
  default int receiveInto(ByteBuffer buffer) throws IOException, InterruptedException {
    int length = (int) receiveInto(MemorySegment.ofBuffer(buffer));
    buffer.position(buffer.position() + length);
    return length;
  }

  /**
   * Receives bytes into memory, waiting until a message is there.
   *
   * @param memory where the message goes
   * @return how long it is
   * @throws IllegalArgumentException if the memory is read-only
   * @throws BufferTooShortException if the message does not fit; the exception has it
   * @throws EOFException if the other side is gone and all it sent has been received
   * @throws IOException if the connection is broken
   * @throws InterruptedException if the thread is interrupted
   */
  long receiveInto(MemorySegment memory) throws IOException, InterruptedException;

  /**
   * Receives bytes of any number, waiting until a message is there.
   *
   * @return the message; the garbage collector frees it
   * @throws EOFException if the other side is gone and all it sent has been received
   * @throws IOException if the connection is broken
   * @throws InterruptedException if the thread is interrupted
   */
  MemorySegment receiveSegment() throws IOException, InterruptedException;

  /**
   * Whether a {@code receive…} would not have to wait: the beginning of a message is there, or the
   * other side is gone.
   *
   * <p>Python: {@code poll()}.
   *
   * @return false if there is nothing
   * @throws IOException if the connection is broken
   */
  boolean poll() throws IOException;

  /**
   * The same, waiting so long at most; not at all if {@code atMost} is zero or negative.
   *
   * <p>Python: {@code poll(timeout)}.
   *
   * @param atMost how long to wait at most; more than 292 years are for ever
   * @return false if the time is up
   * @throws IOException if the connection is broken
   * @throws InterruptedException if the thread is interrupted
   */
  boolean poll(Duration atMost) throws IOException, InterruptedException;

  /**
   * Whether messages can be received here; not whether there are any.
   *
   * <p>Python: {@code readable}.
   *
   * @return false for the sending end of a one-way pipe
   */
  boolean isReadable();

  /**
   * Whether messages can be sent here.
   *
   * <p>Python: {@code writable}.
   *
   * @return false for the receiving end of a one-way pipe
   */
  boolean isWritable();

  /**
   * Whether this end has not been closed in this process.
   *
   * <p>Python: {@code not closed}.
   *
   * @return false after {@link #close()}
   */
  boolean isOpen();

  /**
   * Closes this end in this process; what has been sent arrives all the same, except the rest of a
   * message whose sender was interrupted, and except over TCP if something is left unread here.
   * Threads that wait here throw {@link IllegalStateException}. Does nothing the second time.
   *
   * <p>Python: {@code close()}.
   */
  @Override
  void close();
}
