package dev.procession.cli.function;

import java.io.File;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a value of some type from text.
 *
 * <p>Text becomes what the type itself makes of it: by a static method {@code valueOf}, {@code
 * parse}, {@code fromString} or {@code of}, or by a constructor, that takes a string. This covers
 * numbers, enums, dates, UUIDs, URIs, and classes of the user's that follow the custom.
 */
@FunctionalInterface
interface TextConversion {

  /** Types that do not follow the custom, or not strictly enough. */
  Map<Class<?>, TextConversion> SPECIAL =
      Map.of(
          String.class, text -> text,
          CharSequence.class, text -> text,
          Object.class, text -> text,
          Boolean.class, TextConversion::toBoolean,
          Character.class, TextConversion::toCharacter,
          Path.class, Path::of,
          File.class, File::new);

  /** Static methods that make a value, the most usual name first. */
  List<String> FACTORIES = List.of("valueOf", "parse", "fromString", "of");

  /** Makes the value, or throws what the type throws when it does not like the text. */
  Object from(String text) throws Exception;

  /** The conversion to a type; null if there is none. */
  static @Nullable TextConversion to(Class<?> type) {
    Class<?> boxed = MethodType.methodType(type).wrap().returnType();
    TextConversion special = SPECIAL.get(boxed);
    if (special != null) {
      return special;
    }
    MethodHandle factory = factory(boxed);
    if (factory == null) {
      return null;
    }
    if (Number.class.isAssignableFrom(boxed)) {
      // Spaces around a number are no part of it; columns of figures are often padded.
      return text -> invoke(factory, text.strip());
    }
    return text -> invoke(factory, text);
  }

  private static @Nullable MethodHandle factory(Class<?> type) {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    for (Class<?> argument : List.of(String.class, CharSequence.class)) {
      for (String name : FACTORIES) {
        try {
          return lookup.findStatic(type, name, MethodType.methodType(type, argument));
        } catch (NoSuchMethodException | IllegalAccessException e) {
          // The next one, then.
        }
      }
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      return null;
    }
    try {
      return lookup.findConstructor(type, MethodType.methodType(void.class, String.class));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return null;
    }
  }

  private static Object invoke(MethodHandle factory, String text) throws Exception {
    try {
      return factory.invoke(text);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("neither an exception nor an error", e);
    }
  }

  /** Strict: {@link Boolean#valueOf} would take every misspelling for false. */
  private static Object toBoolean(String text) {
    return switch (text.strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false: \"" + text + '"');
    };
  }

  private static Object toCharacter(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException("not a single character: \"" + text + '"');
    }
    return text.charAt(0);
  }
}
