package dev.procession.cli.function;

import static java.util.stream.Collectors.joining;

import dev.procession.cli.CommandException;
import dev.procession.cli.function.FunctionTarget.Kind;
import java.lang.classfile.ClassModel;
import java.lang.constant.ConstantDescs;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the function that the user named, and says in one line what is wrong if it is not one.
 *
 * <p>A function is a public static method with one parameter, or a public class with a public
 * constructor without parameters that implements {@link java.util.function.Function}.
 */
public final class FunctionFinder {
  private static final String FUNCTION = "java.util.function.Function";

  private final ClassFiles classFiles;

  private FunctionFinder(ClassFiles classFiles) {
    this.classFiles = classFiles;
  }

  /**
   * Finds a function.
   *
   * @param name such as {@code com.acme.Job::parse}
   * @param classPath where to look, besides this program's own classes and the JDK's
   * @return what a worker needs to call it
   * @throws CommandException if there is no such function
   */
  public static FunctionTarget find(String name, List<Path> classPath) {
    try (var classFiles = new ClassFiles(classPath)) {
      return new FunctionFinder(classFiles).find(FunctionName.parse(name));
    }
  }

  private FunctionTarget find(FunctionName name) {
    ClassModel found = findClass(name.className());
    String className = Members.name(found);
    if (!Members.isPublic(found)) {
      throw CommandException.usage("the class is not public: class=" + className);
    }
    String methodName = name.methodName();
    return methodName == null
        ? functionClass(found)
        : staticMethod(found, methodName, name.parameterTypes());
  }

  /** A nested class may be written with dots, as in source code. */
  private ClassModel findClass(String name) {
    String binaryName = name;
    for (int dot = name.length(); dot >= 0; dot = name.lastIndexOf('.', dot - 1)) {
      if (dot < name.length()) {
        binaryName = binaryName.substring(0, dot) + '$' + binaryName.substring(dot + 1);
      }
      ClassModel found = classFiles.find(binaryName);
      if (found != null) {
        return found;
      }
    }
    String hint = NearNames.hint(name, classFiles.names());
    throw CommandException.usage(
        "class not found: class=" + name + (hint.isEmpty() ? "; is --class-path right?" : hint));
  }

  private FunctionTarget functionClass(ClassModel found) {
    String className = Members.name(found);
    if (!implementsFunction(found)) {
      throw CommandException.usage(
          "the class does not implement java.util.function.Function: class="
              + className
              + "; name one of its methods as "
              + className
              + "::method");
    }
    boolean usable =
        !Members.isAbstract(found)
            && Members.named(found, ConstantDescs.INIT_NAME).stream()
                .anyMatch(method -> method.isPublic() && method.parameterCount() == 0);
    if (!usable) {
      throw CommandException.usage(
          "the class cannot be instantiated: class="
              + className
              + "; it needs a public constructor without parameters");
    }
    return new FunctionTarget(
        className, Kind.FUNCTION_CLASS, FunctionTarget.APPLY, FunctionTarget.APPLY_DESCRIPTOR);
  }

  private boolean implementsFunction(ClassModel start) {
    Set<String> seen = new HashSet<>();
    Deque<ClassModel> toVisit = new ArrayDeque<>(List.of(start));
    while (!toVisit.isEmpty()) {
      for (String parent : Members.parents(toVisit.remove())) {
        if (parent.equals(FUNCTION)) {
          return true;
        }
        ClassModel model = seen.add(parent) ? classFiles.find(parent) : null;
        if (model != null) {
          toVisit.add(model);
        }
      }
    }
    return false;
  }

  private FunctionTarget staticMethod(
      ClassModel found, String methodName, @Nullable List<String> types) {
    String name = Members.name(found) + "::" + methodName;
    List<Members.Method> methods = inherited(found, methodName);
    if (methods.isEmpty()) {
      throw CommandException.usage(
          "method not found: method="
              + name
              + NearNames.hint(methodName, Members.staticMethodNames(found)));
    }
    List<Members.Method> callable =
        methods.stream().filter(method -> method.isPublic() && method.isStatic()).toList();
    if (callable.isEmpty()) {
      throw CommandException.usage("the method is not public and static: method=" + name);
    }
    List<Members.Method> fitting =
        callable.stream()
            .filter(method -> method.parameterCount() == 1)
            .filter(method -> types == null || method.hasParameters(types))
            .toList();
    if (fitting.size() == 1) {
      return new FunctionTarget(
          Members.name(found),
          Kind.STATIC_METHOD,
          methodName,
          fitting.getFirst().type().descriptorString());
    }
    throw CommandException.usage(whyNotOne(methodName, name, fitting, callable, types));
  }

  private static String whyNotOne(
      String methodName,
      String name,
      List<Members.Method> fitting,
      List<Members.Method> callable,
      @Nullable List<String> types) {
    if (!fitting.isEmpty()) {
      return "the method is overloaded: method="
          + name
          + ", candidates="
          + signatures(methodName, fitting)
          + "; name its parameter type, as in "
          + name
          + "("
          + fitting.getFirst().parameters()
          + ")";
    }
    if (types != null && types.size() == 1) {
      return "no method has that parameter type: method="
          + name
          + "("
          + types.getFirst()
          + "), candidates="
          + signatures(methodName, callable);
    }
    return "the method must have one parameter, the record: method="
        + name
        + ", candidates="
        + signatures(methodName, callable);
  }

  private static String signatures(String methodName, List<Members.Method> methods) {
    return methods.stream()
        .map(method -> methodName + "(" + method.parameters() + ")")
        .collect(joining(" | "));
  }

  /** Methods of that name in a class and the classes it extends, the nearest first. */
  private List<Members.Method> inherited(ClassModel start, String methodName) {
    List<Members.Method> methods = new ArrayList<>();
    for (ClassModel model = start; model != null; model = superclass(model)) {
      for (Members.Method method : Members.named(model, methodName)) {
        boolean overridden =
            methods.stream()
                .anyMatch(
                    nearer -> nearer.type().parameterList().equals(method.type().parameterList()));
        if (!overridden) {
          methods.add(method);
        }
      }
    }
    return methods;
  }

  private @Nullable ClassModel superclass(ClassModel model) {
    String name = Members.superclass(model);
    return name == null ? null : classFiles.find(name);
  }
}
