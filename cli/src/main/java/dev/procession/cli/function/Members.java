package dev.procession.cli.function;

import static java.util.stream.Collectors.joining;

import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What {@link FunctionFinder} wants to know about a class, in the words of the language. */
final class Members {
  private Members() {}

  /** A method as its class file declares it. */
  record Method(MethodTypeDesc type, boolean isPublic, boolean isStatic) {

    int parameterCount() {
      return type.parameterCount();
    }

    /** The parameter types as a person would write them. */
    String parameters() {
      return type.parameterList().stream().map(ClassDesc::displayName).collect(joining(", "));
    }

    /** Whether these are its parameter types, by simple or full names. */
    boolean hasParameters(List<String> names) {
      if (names.size() != parameterCount()) {
        return false;
      }
      for (int i = 0; i < names.size(); i++) {
        ClassDesc parameter = type.parameterType(i);
        String name = names.get(i);
        if (!name.equals(parameter.displayName()) && !name.equals(fullName(parameter))) {
          return false;
        }
      }
      return true;
    }

    private static String fullName(ClassDesc parameter) {
      String prefix = parameter.packageName();
      return prefix.isEmpty()
          ? parameter.displayName()
          : prefix + "." + parameter.displayName().replace('$', '.');
    }
  }

  /** The binary name of a class. */
  static String name(ClassModel model) {
    return name(model.thisClass());
  }

  /** The binary name of the class it extends; null for {@code Object}. */
  static @Nullable String superclass(ClassModel model) {
    return model.superclass().map(Members::name).orElse(null);
  }

  /** Binary names of the class it extends and the interfaces it implements. */
  static List<String> parents(ClassModel model) {
    List<String> parents = new ArrayList<>();
    model.superclass().ifPresent(superclass -> parents.add(name(superclass)));
    model.interfaces().forEach(parent -> parents.add(name(parent)));
    return parents;
  }

  static boolean isPublic(ClassModel model) {
    return model.flags().has(AccessFlag.PUBLIC);
  }

  static boolean isAbstract(ClassModel model) {
    return model.flags().has(AccessFlag.ABSTRACT);
  }

  /** The methods of that name that the class itself declares. */
  static List<Method> named(ClassModel model, String name) {
    return model.methods().stream()
        .filter(method -> method.methodName().equalsString(name))
        .filter(method -> !method.flags().has(AccessFlag.SYNTHETIC))
        .map(
            method ->
                new Method(
                    method.methodTypeSymbol(),
                    method.flags().has(AccessFlag.PUBLIC),
                    method.flags().has(AccessFlag.STATIC)))
        .toList();
  }

  /** Names of the static methods that could be called. */
  static List<String> staticMethodNames(ClassModel model) {
    return model.methods().stream()
        .filter(method -> method.flags().has(AccessFlag.STATIC))
        .filter(method -> method.flags().has(AccessFlag.PUBLIC))
        .map(method -> Objects.requireNonNull(method.methodName().stringValue()))
        .toList();
  }

  private static String name(ClassEntry entry) {
    return entry.asInternalName().replace('/', '.');
  }
}
