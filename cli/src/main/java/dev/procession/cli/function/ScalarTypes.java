package dev.procession.cli.function;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.jr.ob.JSONObjectException;
import tools.jackson.jr.ob.api.ReaderWriterProvider;
import tools.jackson.jr.ob.api.ValueReader;
import tools.jackson.jr.ob.api.ValueWriter;
import tools.jackson.jr.ob.impl.JSONReader;
import tools.jackson.jr.ob.impl.JSONWriter;

/**
 * Values that are one JSON string, number or boolean: they are read by the same {@link
 * TextConversion} as lines of text, which fails where the library would make a zero of it, and
 * which knows dates and the like.
 */
final class ScalarTypes extends ReaderWriterProvider {

  @Override
  public @Nullable ValueReader findValueReader(JSONReader context, Class<?> type) {
    if (type == Object.class || type.isRecord()) {
      return null;
    }
    TextConversion conversion = TextConversion.to(type);
    return conversion == null ? null : new ScalarReader(type, conversion);
  }

  @Override
  public @Nullable ValueWriter findValueWriter(JSONWriter context, Class<?> type) {
    if (type == Optional.class) {
      return new OptionalWriter();
    }
    return ResultWriter.isTextual(type) ? new TextWriter(type) : null;
  }

  private static final class ScalarReader extends ValueReader {
    private final TextConversion conversion;

    ScalarReader(Class<?> type, TextConversion conversion) {
      super(type);
      this.conversion = conversion;
    }

    @Override
    public @Nullable Object read(JSONReader context, JsonParser parser) {
      JsonToken token = parser.currentToken();
      if (token == JsonToken.VALUE_NULL && !_valueType.isPrimitive()) {
        return null;
      }
      if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
        throw new JSONObjectException("not of type " + _valueType.getName() + ": " + token);
      }
      String text = parser.getString();
      try {
        return conversion.from(text);
      } catch (Exception e) {
        throw new JSONObjectException(
            "not of type " + _valueType.getName() + ": " + text + " (" + e.getMessage() + ")", e);
      }
    }
  }

  /** The library would write the inner workings of a date. */
  private record TextWriter(Class<?> valueType) implements ValueWriter {
    @Override
    public void writeValue(JSONWriter context, JsonGenerator generator, Object value) {
      generator.writeString(value.toString());
    }
  }

  private static final class OptionalWriter implements ValueWriter {
    @Override
    public Class<?> valueType() {
      return Optional.class;
    }

    @Override
    public void writeValue(JSONWriter context, JsonGenerator generator, Object value) {
      context.writeValue(((Optional<?>) value).orElse(null));
    }
  }
}
