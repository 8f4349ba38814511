package dev.procession.fuzz;

import dev.procession.channel.FrameFuzz;
import dev.procession.channel.HandshakeFuzz;
import dev.procession.internal.wire.CodecFuzz;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What is fuzzed, and the folder of {@code corpus} with inputs to begin from. */
public enum FuzzTarget {
  /** Messages on a socket. */
  FRAMES(FrameFuzz::fuzzerTestOneInput),

  /** The proof that a peer knows the key. */
  HANDSHAKE(HandshakeFuzz::fuzzerTestOneInput),

  /** Values that somebody has sent. */
  CODEC(CodecFuzz::fuzzerTestOneInput);

  private final Consumer<byte[]> target;

  FuzzTarget(Consumer<byte[]> target) {
    this.target = target;
  }

  /**
   * Tries one input.
   *
   * @param input any bytes
   */
  public void run(byte[] input) {
    target.accept(input);
  }

  /**
   * Where the inputs are that are kept.
   *
   * @param module the folder of this module
   * @return a folder
   */
  public Path corpus(Path module) {
    return module.resolve("corpus").resolve(name().toLowerCase(java.util.Locale.ROOT));
  }
}
