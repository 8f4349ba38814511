package dev.procession.cli.demo;

import dev.procession.Fn;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Verifies a class file of the JDK and counts what is in it. Runs in the workers. */
record ClassStudy() implements Fn<String, ClassFigures> {
  /**
   * Methods from this length on are reported. The ten longest of a JDK are far longer; it only
   * keeps results small.
   */
  private static final int LONG_METHOD = 1000;

  private static final ClassFile CLASS_FILE =
      ClassFile.of(ClassHierarchyResolverOption.of(JdkImage.hierarchy()));

  @Override
  public ClassFigures call(String classFile) throws IOException {
    byte[] bytes = JdkImage.read(classFile);
    ClassModel model = CLASS_FILE.parse(bytes);
    int errors = CLASS_FILE.verify(model).size();
    int poolEntries = model.constantPool().size();
    int methods = model.methods().size();
    int instructions = 0;
    List<MethodSize> longMethods = new ArrayList<>();
    for (MethodModel method : model.methods()) {
      int length = length(method);
      instructions += length;
      if (length >= LONG_METHOD) {
        longMethods.add(new MethodSize(name(model, method), length));
      }
    }
    return new ClassFigures(
        JdkImage.moduleOf(classFile),
        bytes.length,
        methods,
        instructions,
        poolEntries,
        errors,
        longMethods,
        digest(classFile, bytes, errors, poolEntries, methods, instructions));
  }

  private static int length(MethodModel method) {
    return method
        .code()
        .map(code -> (int) code.elementStream().filter(Instruction.class::isInstance).count())
        .orElse(0);
  }

  private static String name(ClassModel model, MethodModel method) {
    return model.thisClass().asInternalName().replace('/', '.')
        + "."
        + method.methodName().stringValue();
  }

  private static long digest(String classFile, byte[] bytes, int... figures) {
    var checksum = new CRC32C();
    checksum.update(bytes);
    long digest = classFile.hashCode() * 0x9E3779B97F4A7C15L + checksum.getValue();
    for (int figure : figures) {
      digest = digest * 31 + figure;
    }
    return digest;
  }
}
