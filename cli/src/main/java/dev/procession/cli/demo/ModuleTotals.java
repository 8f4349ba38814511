package dev.procession.cli.demo;

import java.util.Collection;

/**
 * The figures of a module, or of several.
 *
 * @param module its name
 * @param classes how many classes
 * @param bytes their size
 * @param methods how many methods
 * @param instructions how many instructions
 * @param poolEntries how many constant pool entries
 * @param errors how many verification errors
 */
record ModuleTotals(
    String module,
    long classes,
    long bytes,
    long methods,
    long instructions,
    long poolEntries,
    long errors) {

  /** The figures of one class. */
  static ModuleTotals of(ClassFigures figures) {
    return new ModuleTotals(
        figures.module(),
        1,
        figures.bytes(),
        figures.methods(),
        figures.instructions(),
        figures.poolEntries(),
        figures.errors());
  }

  /** The sum, under this one's name. */
  ModuleTotals plus(ModuleTotals other) {
    return new ModuleTotals(
        module,
        classes + other.classes,
        bytes + other.bytes,
        methods + other.methods,
        instructions + other.instructions,
        poolEntries + other.poolEntries,
        errors + other.errors);
  }

  /** The sum of several under a name. */
  static ModuleTotals sum(String name, Collection<ModuleTotals> parts) {
    return parts.stream().reduce(new ModuleTotals(name, 0, 0, 0, 0, 0, 0), ModuleTotals::plus);
  }
}
