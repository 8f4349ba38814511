package dev.procession.internal.ffm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ChildProcess;
import dev.procession.Context;
import dev.procession.StartMethod;
import dev.procession.pool.PoolTesting;
import dev.procession.pool.Signals;
import dev.procession.testing.LeakCheck;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A file, a file in memory and a pipe, passed to another process, which uses them. */
@ExtendWith(LeakCheck.class)
class PassingProcessTest {
  private static final Context COLD = Context.initial().startMethod(StartMethod.SPAWN);
  private static final String NAME = "procession-passed";

  @TempDir private Path directory;

  @Test
  void shouldBeTheRealThingInAnotherProcess() throws Exception {
    var signals = Signals.in(directory);
    Path path = directory.resolve("socket");
    Path text = Files.writeString(directory.resolve("text"), "a file that is deleted");
    int memory = MemoryFile.create(NAME, 4096);
    List<String> pipesBefore = pipes();
    Pipe pipe = Pipe.open();
    List<String> newPipes = new ArrayList<>(pipes());
    newPipes.removeAll(pipesBefore);
    try (FileChannel file = FileChannel.open(text, StandardOpenOption.READ);
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Files.delete(text);
      listener.bind(UnixDomainSocketAddress.of(path));
      ChildProcess child =
          ChildProcess.of(() -> useThem(path.toString(), signals)).context(COLD).start();
      try (SocketChannel peer = listener.accept()) {
        DescriptorPassing.send(
            ChannelDescriptors.of(peer),
            ByteBuffer.wrap(new byte[] {3}),
            List.of(ChannelDescriptors.of(file), memory, writingEnd(newPipes)));
        pipe.sink().close();
        ByteBuffer said = ByteBuffer.allocate(100);
        while (pipe.source().read(said) >= 0) {
          assertThat(said.hasRemaining()).isTrue();
        }
        assertThat(UTF_8.decode(said.flip()).toString()).isEqualTo("a file that is deleted");
        child.join(PoolTesting.DEADLINE);
        assertThat(child.exitCode()).hasValue(0);
      }
      try (FileChannel seen = ChannelDescriptors.open(memory, StandardOpenOption.READ)) {
        ByteBuffer written = ByteBuffer.allocate(7);
        seen.read(written);
        assertThat(UTF_8.decode(written.flip()).toString()).isEqualTo("written");
      }
    } finally {
      pipe.sink().close();
      pipe.source().close();
    }
    assertThat(signals.lines("left")).containsExactly("0");
  }

  /** In the child: copies the file to the pipe, and writes into the memory. */
  private static void useThem(String path, Signals signals) throws Exception {
    try (SocketChannel parent = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      int socket = ChannelDescriptors.of(parent);
      int before = open();
      ByteBuffer count = ByteBuffer.allocate(1);
      DescriptorPassing.awaitData(socket, PoolTesting.DEADLINE);
      List<Integer> come = DescriptorPassing.receive(socket, count, 10).descriptors();
      assertThat(come).hasSize(count.get(0));
      try (var file = ChannelDescriptors.open(come.get(0), StandardOpenOption.READ);
          var memory = ChannelDescriptors.open(come.get(1), StandardOpenOption.WRITE);
          var pipe = ChannelDescriptors.open(come.get(2), StandardOpenOption.WRITE)) {
        ByteBuffer text = ByteBuffer.allocate(100);
        file.read(text);
        memory.write(ByteBuffer.wrap("written".getBytes(UTF_8)));
        pipe.write(text.flip());
      }
      signals.append("left", String.valueOf(open() - before));
    }
  }

  /** How many descriptors there are, but for what the JVM opens when it likes, such as jars. */
  private static int open() throws IOException {
    return SocketPair.count("socket:") + SocketPair.count("pipe:") + SocketPair.count("deleted");
  }

  private static List<String> pipes() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      List<String> pipes = new ArrayList<>();
      for (Path descriptor : open.toList()) {
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).toString().startsWith("pipe:")) {
          pipes.add(String.valueOf(descriptor.getFileName()));
        }
      }
      return pipes;
    }
  }

  private static int writingEnd(List<String> pipes) throws IOException {
    for (String descriptor : pipes) {
      int number = Integer.parseInt(descriptor);
      if (SocketPair.details(number).stream().anyMatch(line -> line.matches("flags:\\s+0\\d*1"))) {
        return number;
      }
    }
    throw new IllegalStateException("no pipe that can be written: " + pipes);
  }
}
