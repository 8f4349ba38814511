package dev.procession.internal.state;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What {@link ClassScan} is to find, by the JDK's own means. */
final class ClassFileOracle {
  /** By name and descriptor. */
  final Map<String, Found> methods = new HashMap<>();

  /** Names of the fields whose values are in the class file. */
  final Set<String> constants = new HashSet<>();

  /**
   * A method.
   *
   * @param flags its access flags
   */
  record Found(int flags, CodeRefs refs) {}

  /**
   * Reads a class file.
   *
   * @throws IllegalArgumentException if it is damaged
   */
  ClassFileOracle(byte[] bytes) {
    ClassModel type =
        ClassFile.of(
                ClassFile.DebugElementsOption.DROP_DEBUG,
                ClassFile.LineNumbersOption.DROP_LINE_NUMBERS)
            .parse(bytes);
    for (FieldModel field : type.fields()) {
      if (field.findAttribute(Attributes.constantValue()).isPresent()) {
        constants.add(field.fieldName().stringValue());
      }
    }
    for (MethodModel method : type.methods()) {
      var refs = new CodeRefs();
      CodeModel code = method.code().orElse(null);
      if (code != null) {
        for (CodeElement element : code) {
          addElement(element, refs);
        }
      }
      methods.put(
          method.methodName().stringValue().concat(method.methodType().stringValue()),
          new Found(method.flags().flagsMask(), refs));
    }
  }

  private static void addElement(CodeElement element, CodeRefs refs) {
    if (element instanceof InvokeInstruction call) {
      refs.methods.add(ref(call.method()));
    } else if (element instanceof FieldInstruction use) {
      refs.fields.add(ref(use.field()));
    } else if (element instanceof NewObjectInstruction made) {
      addClass(made.className(), refs);
    } else if (element instanceof TypeCheckInstruction check) {
      addClass(check.type(), refs);
    } else if (element instanceof ConstantInstruction.LoadConstantInstruction load) {
      addConstant(load.constantEntry(), refs);
    } else if (element instanceof InvokeDynamicInstruction call) {
      for (LoadableConstantEntry argument : call.invokedynamic().bootstrap().arguments()) {
        addConstant(argument, refs);
      }
    } else if (element instanceof NewReferenceArrayInstruction array) {
      addClass(array.componentType(), refs);
    } else if (element instanceof NewMultiArrayInstruction array) {
      addClass(array.arrayType(), refs);
    }
  }

  private static void addConstant(LoadableConstantEntry constant, CodeRefs refs) {
    if (constant instanceof ClassEntry type) {
      addClass(type, refs);
    } else if (constant instanceof MethodHandleEntry handle) {
      MemberRefEntry member = handle.reference();
      (member instanceof FieldRefEntry ? refs.fields : refs.methods).add(ref(member));
    } else if (constant instanceof ConstantDynamicEntry dynamic) {
      for (LoadableConstantEntry argument : dynamic.bootstrap().arguments()) {
        addConstant(argument, refs);
      }
    }
  }

  private static MemberRef ref(MemberRefEntry member) {
    return new MemberRef(
        member.owner().asInternalName(), member.name().stringValue(), member.type().stringValue());
  }

  private static void addClass(ClassEntry type, CodeRefs refs) {
    String name = type.asInternalName();
    if (name.startsWith("[")) {
      int start = name.lastIndexOf('[') + 1;
      if (name.charAt(start) != 'L') {
        return;
      }
      name = name.substring(start + 1, name.length() - 1);
    }
    refs.classes.add(name);
  }
}
