package dev.procession.internal.wire;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a lambda was written and what its captured variables are called there, as far as its class
 * file tells: line and names are debug information and may be missing.
 *
 * @param description such as {@code the lambda at App.java:5}
 * @param variables the names of the captured values in order; null where unknown
 */
record LambdaSite(String description, List<@Nullable String> variables) {
  /** In place of a variable's name: the enclosing instance. */
  static final String THIS = "this";

  /** In place of a variable's name: the object whose method a method reference calls. */
  static final String RECEIVER = "<receiver>";

  static LambdaSite of(SerializedLambda lambda, @Nullable ClassLoader loader) {
    String name = lambda.getImplMethodName();
    String owner = lambda.getImplClass().replace('/', '.');
    if (!name.startsWith("lambda$")) {
      String shown = owner.substring(owner.lastIndexOf('.') + 1) + "::" + name;
      return new LambdaSite("the method reference " + shown, List.of(RECEIVER));
    }
    MethodModel method = find(lambda, loader);
    if (method == null) {
      return new LambdaSite("the lambda in " + owner, List.of());
    }
    return new LambdaSite("the lambda at " + place(method, owner), captured(lambda, method));
  }

  private static @Nullable MethodModel find(SerializedLambda lambda, @Nullable ClassLoader loader) {
    String resource = lambda.getImplClass() + ".class";
    try (InputStream in =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(resource)
            : loader.getResourceAsStream(resource)) {
      if (in == null) {
        return null;
      }
      ClassModel type = ClassFile.of().parse(in.readAllBytes());
      for (MethodModel method : type.methods()) {
        if (method.methodName().equalsString(lambda.getImplMethodName())
            && method.methodType().equalsString(lambda.getImplMethodSignature())) {
          return method;
        }
      }
      return null;
    } catch (IOException | IllegalArgumentException unreadable) {
      // The message does without; what matters is still said.
      return null;
    }
  }

  private static String place(MethodModel method, String owner) {
    String file =
        method
            .parent()
            .flatMap(type -> type.findAttribute(Attributes.sourceFile()))
            .map(source -> source.sourceFile().stringValue())
            .orElse(owner);
    return method
        .code()
        .flatMap(code -> code.findAttribute(Attributes.lineNumberTable()))
        .flatMap(table -> table.lineNumbers().stream().findFirst())
        .map(LineNumberInfo::lineNumber)
        .map(line -> file + ":" + line)
        .orElse(file);
  }

  private static List<@Nullable String> captured(SerializedLambda lambda, MethodModel method) {
    int count = lambda.getCapturedArgCount();
    List<@Nullable String> names = new ArrayList<>();
    int slot = 0;
    boolean instance = !method.flags().has(AccessFlag.STATIC);
    if (instance) {
      names.add(THIS);
      slot = 1;
    }
    MethodTypeDesc type = method.methodTypeSymbol();
    for (int i = 0; names.size() < count && i < type.parameterCount(); i++) {
      names.add(method.code().map(new VariableAt(slot)::in).orElse(null));
      String descriptor = type.parameterType(i).descriptorString();
      slot += descriptor.equals("J") || descriptor.equals("D") ? 2 : 1;
    }
    return names;
  }

  /** Looks up the name of the parameter in a slot. */
  private record VariableAt(int slot) {
    @Nullable String in(CodeModel code) {
      return code.findAttribute(Attributes.localVariableTable()).stream()
          .flatMap(table -> table.localVariables().stream())
          .filter(variable -> variable.slot() == slot && variable.startPc() == 0)
          .map(LocalVariableInfo::name)
          .map(name -> name.stringValue())
          .findFirst()
          .orElse(null);
    }
  }
}
