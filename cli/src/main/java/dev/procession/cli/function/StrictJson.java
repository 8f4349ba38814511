package dev.procession.cli.function;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.jr.ob.JSON;
import tools.jackson.jr.ob.JSON.Feature;
import tools.jackson.jr.ob.JacksonJrExtension;
import tools.jackson.jr.ob.api.ExtensionContext;

/**
 * JSON to values and back.
 *
 * <p>The library by itself is lenient: it reads {@code "x"} as the number 0 and passes over
 * whatever follows a value. Here a record that does not fit its type fails; see {@link
 * ScalarTypes}.
 */
final class StrictJson {
  private final JSON json =
      JSON.builder()
          .register(new Extension())
          .enable(
              Feature.FAIL_ON_DUPLICATE_MAP_KEYS,
              Feature.USE_BIG_DECIMAL_FOR_FLOATS,
              Feature.WRITE_NULL_PROPERTIES,
              Feature.WRITE_RECORD_FIELDS_IN_DECLARATION_ORDER)
          .disable(Feature.USE_DEFERRED_MAPS)
          .build();

  /** Tells the library about the types that we read and write ourselves. */
  private static final class Extension extends JacksonJrExtension {
    @Override
    protected void register(ExtensionContext context) {
      context.insertProvider(new ScalarTypes());
    }
  }

  /** Reads one value of a type; throws if the text is anything else. */
  @Nullable Object read(String text, Type type) throws IOException {
    try (JsonParser parser = json.createParser(text)) {
      Object value = read(parser, type);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("something follows the JSON value");
      }
      Class<?> erased = ArgumentReader.erase(type);
      if (value == null ? erased.isPrimitive() : !fits(value, erased)) {
        throw new IllegalArgumentException("the JSON value is not of type " + type.getTypeName());
      }
      return value;
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      throw new IllegalArgumentException(
          "not JSON for "
              + type.getTypeName()
              + (at == null ? "" : ": line=" + at.getLineNr() + ", column=" + at.getColumnNr())
              + ": "
              + e.getOriginalMessage(),
          e);
    }
  }

  /** Writes a value on one line. */
  byte[] write(@Nullable Object value) {
    return json.asString(value).getBytes(StandardCharsets.UTF_8);
  }

  private @Nullable Object read(JsonParser parser, Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Class<?> element = ArgumentReader.erase(arguments[arguments.length - 1]);
      Class<?> raw = ArgumentReader.erase(generic);
      if (element != Object.class && raw.isAssignableFrom(List.class)) {
        return json.listOfFrom(element, parser);
      }
      if (element != Object.class && raw == Map.class) {
        return json.mapOfFrom(element, parser);
      }
    }
    Class<?> raw = ArgumentReader.erase(type);
    boolean natural = raw.isAssignableFrom(List.class) || raw == Map.class || raw == Number.class;
    return natural ? json.anyFrom(parser) : json.beanFrom(raw, parser);
  }

  private static boolean fits(Object value, Class<?> type) {
    // Of a primitive type the library makes the right box or fails.
    return type.isPrimitive() || type.isInstance(value);
  }
}
