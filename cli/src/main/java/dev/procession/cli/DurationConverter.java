package dev.procession.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as people write them: {@code 500ms}, {@code 30s}, {@code 1.5m}, {@code 2h}. */
public final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ms|s|m|h)");

  @Override
  public Duration convert(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw notDuration(text);
    }
    double milliseconds = Double.parseDouble(match.group(1)) * unit(match.group(2));
    var duration = Duration.ofMillis(Math.round(milliseconds));
    if (duration.isZero()) {
      throw notDuration(text);
    }
    return duration;
  }

  private static long unit(String name) {
    return switch (name) {
      case "ms" -> 1;
      case "s" -> 1000;
      case "m" -> 60_000;
      default -> 3_600_000;
    };
  }

  private static TypeConversionException notDuration(String text) {
    return new TypeConversionException(
        "not a duration of a millisecond or more: value=" + text + "; write 500ms, 30s, 2m or 1h");
  }
}
