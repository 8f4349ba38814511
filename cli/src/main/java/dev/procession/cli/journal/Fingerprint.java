package dev.procession.cli.journal;

import static java.util.stream.Collectors.joining;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Tells whether two runs are the same work: the same input and everything that decides what the
 * output looks like. The number of workers, limits and retries may differ.
 *
 * @param facts names and values, in the order in which they are reported
 */
public record Fingerprint(Map<String, String> facts) {
  private static final int HEAD = 1 << 16;

  /**
   * Describes a run.
   *
   * @param input the input file; its size and its first bytes become facts
   * @param options further facts
   * @return the fingerprint
   * @throws IOException if the input cannot be read
   */
  public static Fingerprint of(Path input, Map<String, String> options) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("input", input.toRealPath().toString());
    facts.put("inputSize", Long.toString(Files.size(input)));
    facts.put("inputHead", hashOfHead(input));
    facts.putAll(options);
    return new Fingerprint(facts);
  }

  /**
   * What distinguishes another run from this one.
   *
   * @param other the other run
   * @return empty if they are the same work; otherwise such as {@code inputSize=12 (was 11)}
   */
  public String changesTo(Fingerprint other) {
    return other.facts().entrySet().stream()
        .filter(fact -> !Objects.equals(facts.get(fact.getKey()), fact.getValue()))
        .map(
            fact ->
                fact.getKey() + "=" + fact.getValue() + " (was " + facts.get(fact.getKey()) + ")")
        .collect(joining(", "));
  }

  private static String hashOfHead(Path input) throws IOException {
    try (var in = new FileInputStream(input.toFile())) {
      byte[] head = in.readNBytes(HEAD);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(head));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
