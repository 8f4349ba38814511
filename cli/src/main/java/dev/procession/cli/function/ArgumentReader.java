package dev.procession.cli.function;

import dev.procession.cli.records.RecordFormat;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes the function's argument from a record.
 *
 * <p>A parameter of type {@code byte[]} or {@link InputStream} gets the content as it is: of the
 * record, or of the file that the record names. For all others the record is text in UTF-8, and
 * JSON if the format says so.
 */
@FunctionalInterface
interface ArgumentReader {

  /** Makes the argument; throws if the record is not one. */
  @Nullable Object read(byte[] record) throws Exception;

  /** The reader for a parameter of that type. */
  static ArgumentReader of(Type parameter, RecordFormat format) throws UnusableFunctionException {
    Class<?> type = erase(parameter);
    return switch (format) {
      case JSON -> json(parameter);
      case LINES, NULL -> {
        if (type == byte[].class) {
          yield record -> record;
        }
        yield type == InputStream.class ? ByteArrayInputStream::new : text(type);
      }
      case FILES -> {
        if (type == byte[].class) {
          yield record -> Files.readAllBytes(Path.of(decode(record)));
        }
        yield type == InputStream.class
            ? record -> Files.newInputStream(Path.of(decode(record)))
            : text(type);
      }
    };
  }

  private static ArgumentReader json(Type parameter) {
    var json = new StrictJson();
    return record -> json.read(decode(record), parameter);
  }

  private static ArgumentReader text(Class<?> type) throws UnusableFunctionException {
    TextConversion conversion = TextConversion.to(type);
    if (conversion == null) {
      throw new UnusableFunctionException(
          "a text cannot be converted to the parameter's type: type="
              + type.getName()
              + "; use --records json if the records are JSON",
          null);
    }
    return record -> conversion.from(decode(record));
  }

  /** Strict: a byte that is not UTF-8 fails the record rather than becoming a question mark. */
  private static String decode(byte[] record) {
    var bytes = ByteBuffer.wrap(record);
    var text = CharBuffer.allocate(record.length);
    if (StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true).isError()) {
      throw new IllegalArgumentException(
          "the record is not valid UTF-8: byte="
              + bytes.position()
              + ", bytes="
              + record.length
              + "; a function that takes byte[] gets it as it is");
    }
    return text.flip().toString();
  }

  /** The class of a type without its arguments; anything unusual counts as {@code Object}. */
  static Class<?> erase(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> erase(generic.getRawType());
      default -> Object.class;
    };
  }
}
