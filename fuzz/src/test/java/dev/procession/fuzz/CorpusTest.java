package dev.procession.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the fuzzer looks at for hours is looked at for a moment in each build. */
@Timeout(120)
class CorpusTest {
  private static final long SECONDS = 2;

  @ParameterizedTest
  @EnumSource
  void shouldHoldOnAllInputsThatAreKept(FuzzTarget target) throws IOException {
    List<byte[]> inputs = inputs(target);
    assertThat(inputs).hasSizeGreaterThan(4);
    inputs.forEach(input -> run(target, input, 0));
  }

  @ParameterizedTest
  @EnumSource
  void shouldHoldOnInputsLikeThem(FuzzTarget target) throws IOException {
    List<byte[]> inputs = inputs(target);
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    var random = new Random(seed);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    int tried = 0;
    while (tried < 1000 || System.nanoTime() < end) {
      run(target, mutant(inputs, random), seed);
      tried++;
    }
  }

  private static void run(FuzzTarget target, byte[] input, long seed) {
    try {
      target.run(input);
    } catch (Throwable e) {
      throw new AssertionError(
          "target=" + target + ", seed=" + seed + ", input=" + HexFormat.of().formatHex(input), e);
    }
  }

  private static List<byte[]> inputs(FuzzTarget target) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    try (var files = Files.list(target.corpus(Path.of("")))) {
      for (Path file : files.sorted().toList()) {
        inputs.add(Files.readAllBytes(file));
      }
    }
    return inputs;
  }

  /** One of the inputs, or the beginning of one and the end of another, with some bytes changed. */
  private static byte[] mutant(List<byte[]> inputs, Random random) {
    byte[] one = inputs.get(random.nextInt(inputs.size()));
    byte[] other = inputs.get(random.nextInt(inputs.size()));
    int cut = random.nextInt(one.length + 1);
    byte[] mutant = Arrays.copyOf(one, random.nextBoolean() ? one.length : cut);
    if (random.nextInt(4) == 0) {
      int from = random.nextInt(other.length + 1);
      int behind = mutant.length;
      mutant = Arrays.copyOf(mutant, behind + other.length - from);
      System.arraycopy(other, from, mutant, behind, other.length - from);
    }
    for (int changes = random.nextInt(4); changes > 0 && mutant.length > 0; changes--) {
      mutant[random.nextInt(mutant.length)] =
          switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> (byte) 0xFF;
            case 2 -> 0x7F;
            default -> (byte) random.nextInt();
          };
    }
    return mutant;
  }
}
