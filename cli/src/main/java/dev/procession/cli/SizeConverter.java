package dev.procession.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads sizes of memory as the {@code java} command does: {@code 512m}, {@code 1g}, {@code 65536k},
 * or bytes.
 */
public final class SizeConverter implements ITypeConverter<Long> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})([kKmMgGtT]?)");

  @Override
  public Long convert(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw notSize(text);
    }
    try {
      return Math.multiplyExact(Long.parseLong(match.group(1)), unit(match.group(2)));
    } catch (ArithmeticException e) {
      throw notSize(text);
    }
  }

  private static long unit(String name) {
    return switch (name) {
      case "k", "K" -> 1L << 10;
      case "m", "M" -> 1L << 20;
      case "g", "G" -> 1L << 30;
      case "t", "T" -> 1L << 40;
      default -> 1;
    };
  }

  private static TypeConversionException notSize(String text) {
    return new TypeConversionException(
        "not a size: value=" + text + "; write 512m, 1g, or a number of bytes");
  }
}
