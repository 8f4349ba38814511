package dev.procession.cli.function;

import dev.procession.cli.CommandException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function as the user names it: {@code com.acme.Job}, {@code com.acme.Job::parse}, or {@code
 * com.acme.Job::parse(int)} where the name alone is not enough.
 *
 * @param className with {@code .} or {@code $} before the name of a nested class
 * @param methodName null if the class itself is the function
 * @param parameterTypes simple or full names; null if not given
 */
record FunctionName(
    String className, @Nullable String methodName, @Nullable List<String> parameterTypes) {

  private static final String IDENTIFIER =
      "[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}]*";
  private static final Pattern FORM =
      Pattern.compile("(%1$s(?:\\.%1$s)*)(?:::(%1$s)(?:\\(([^()]*)\\))?)?".formatted(IDENTIFIER));

  /** Reads what the user wrote. */
  static FunctionName parse(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw CommandException.usage(
          "not a function: value=" + text + "; write package.Class::method or package.Class");
    }
    String types = match.group(3);
    return new FunctionName(
        match.group(1), match.group(2), types == null ? null : splitTypes(types));
  }

  private static List<String> splitTypes(String types) {
    return types.isBlank()
        ? List.of()
        : Pattern.compile(",").splitAsStream(types).map(String::strip).toList();
  }
}
