package dev.procession.cli.function;

import dev.procession.cli.records.RecordFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record of the output from what the function returned.
 *
 * <p>If the input is JSON, so is the output. Otherwise a value that is naturally text (strings,
 * numbers, dates) is written as text, and one that has parts (records, beans, lists, maps, arrays)
 * as JSON. Text that contains the separator would look like several records; it is written as a
 * JSON string instead, so that there is always one record for one result.
 */
@FunctionalInterface
interface ResultWriter {

  /** The bytes of the result, without separator. */
  byte[] write(@Nullable Object result);

  /** The writer for a format. */
  static ResultWriter of(RecordFormat format) {
    return format == RecordFormat.JSON ? new StrictJson()::write : new TextWriter(format);
  }

  /**
   * Whether values of a type are best shown by their {@code toString}: those of the JDK's, mostly.
   */
  static boolean isTextual(Class<?> type) {
    if (Path.class.isAssignableFrom(type)) {
      return true;
    }
    String module = type.getModule().getName();
    return module != null
        && module.startsWith("java.")
        && !type.isArray()
        && !type.isPrimitive()
        && !Number.class.isAssignableFrom(type)
        && !Map.class.isAssignableFrom(type)
        && !Iterable.class.isAssignableFrom(type)
        && type != Boolean.class
        && type != Object.class;
  }

  /** Text where there is text, JSON for the rest. */
  final class TextWriter implements ResultWriter {
    private final RecordFormat format;

    /** Loaded when there is a result that needs it: many runs have none. */
    private @Nullable StrictJson json;

    TextWriter(RecordFormat format) {
      this.format = format;
    }

    @Override
    public byte[] write(@Nullable Object result) {
      if (result instanceof Optional<?> optional) {
        return write(optional.orElse(null));
      }
      if (!isPlain(result)) {
        return json().write(result);
      }
      String text = String.valueOf(result);
      return breaksRecord(text) ? json().write(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isPlain(@Nullable Object result) {
      return result == null
          || result instanceof CharSequence
          || result instanceof Number
          || result instanceof Boolean
          || result instanceof Enum<?>
          || isTextual(result.getClass());
    }

    private boolean breaksRecord(String text) {
      return format == RecordFormat.NULL
          ? text.indexOf('\0') >= 0
          : text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }

    private StrictJson json() {
      StrictJson current = json;
      if (current == null) {
        current = new StrictJson();
        json = current;
      }
      return current;
    }
  }
}
