package dev.procession.internal.proc;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a child is told when it is to run code of a foreign class loader for the first time: where
 * to connect once more, to ask for classes.
 *
 * @param launch what to report as
 * @param socket where
 */
public record ClassOffer(long launch, Path socket) {

  /** The offer in a message: launch (8), socket. */
  public ByteBuffer toBytes() {
    byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + path.length).putLong(launch).put(path).flip();
  }

  /** Reads an offer. */
  public static ClassOffer of(ByteBuffer bytes) {
    long launch = bytes.getLong();
    return new ClassOffer(launch, Path.of(StandardCharsets.UTF_8.decode(bytes).toString()));
  }

  /** Connects to the parent. */
  public SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    new Hello(Hello.CLASSES, launch, ProcessHandle.current().pid()).send(channel);
    return channel;
  }
}
