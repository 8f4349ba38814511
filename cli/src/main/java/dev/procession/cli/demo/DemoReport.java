package dev.procession.cli.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.jr.ob.JSON;
import tools.jackson.jr.ob.JSON.Feature;

/**
 * What the demo found and how long it took, for people or for machines.
 *
 * @param calm the pass over all classes
 * @param other the pass to compare it with: one worker's share, or all classes in chaos
 * @param chaos which of the two {@code other} is
 */
record DemoReport(Pass calm, Pass other, boolean chaos) {
  private static final int MODULES_SHOWN = 12;

  private static final String ROW = "%-28s %9s %10s %13s %13s %12s%n";

  /** Whether chaos changed the figures. Of a calm demo: false. */
  boolean figuresDiffer() {
    return chaos && !calm.totals().sameAs(other.totals());
  }

  /** Classes per second of all workers as a multiple of one worker's. */
  private double speedUp() {
    return calm.rate() / other.rate();
  }

  /** Prints tables. */
  void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%,d classes of Java %s, each verified and read instruction by instruction%n%n",
        calm.totals().all().classes(),
        Runtime.version());
    printModules(out);
    out.printf("%n%-74s %13s%n", "longest methods", "instructions");
    for (MethodSize method : calm.totals().longest()) {
      out.printf(Locale.ROOT, "%-74s %,13d%n", method.name(), method.instructions());
    }
    out.println();
    line(out, "verification errors", "%,d", calm.totals().all().errors());
    line(out, "checksum", "%s", calm.totals().checksum());
    pass(out, calm, calm.workers() + " workers, all classes");
    if (chaos) {
      printChaos(out);
    } else {
      pass(
          out,
          other,
          other.step() == 1 ? "1 worker, all classes" : "1 worker, one class in " + other.step());
      line(out, "speed-up", "%.2f times one process", speedUp());
    }
    line(
        out,
        "workers' CPU use",
        "%.2f of %d processors",
        calm.busyProcessors(),
        Runtime.getRuntime().availableProcessors());
  }

  /** Prints one JSON document. */
  void printJson(PrintStream out) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("java", Runtime.version().toString());
    document.put("total", calm.totals().all());
    document.put("modules", calm.totals().modules());
    document.put("longestMethods", calm.totals().longest());
    document.put("checksum", calm.totals().checksum());
    document.put("all", timing(calm));
    if (chaos) {
      Map<String, Object> chaosTiming = timing(other);
      chaosTiming.put("killed", other.killed());
      chaosTiming.put("checksum", other.totals().checksum());
      chaosTiming.put("sameFigures", !figuresDiffer());
      document.put("chaos", chaosTiming);
    } else {
      document.put("oneWorker", timing(other));
      document.put("speedUp", rounded(speedUp()));
    }
    out.println(
        JSON.std
            .with(Feature.PRETTY_PRINT_OUTPUT, Feature.WRITE_RECORD_FIELDS_IN_DECLARATION_ORDER)
            .asString(document));
  }

  private void printModules(PrintStream out) {
    out.printf(ROW, "module", "classes", "methods", "instructions", "pool entries", "bytes");
    List<ModuleTotals> modules = new ArrayList<>(calm.totals().modules());
    modules.sort(
        Comparator.comparingLong(ModuleTotals::instructions)
            .reversed()
            .thenComparing(ModuleTotals::module));
    int shown = Math.min(MODULES_SHOWN, modules.size());
    modules.subList(0, shown).forEach(module -> row(out, module));
    List<ModuleTotals> rest = modules.subList(shown, modules.size());
    if (!rest.isEmpty()) {
      row(out, ModuleTotals.sum(rest.size() + " others", rest));
    }
    row(out, calm.totals().all());
  }

  private void printChaos(PrintStream out) {
    pass(out, other, other.workers() + " workers in chaos");
    line(out, "workers killed meanwhile", "%,d", other.killed());
    line(
        out,
        "figures in chaos",
        "%s",
        figuresDiffer() ? "DIFFERENT: checksum " + other.totals().checksum() : "the same");
  }

  private static void row(PrintStream out, ModuleTotals module) {
    out.printf(
        ROW,
        module.module(),
        grouped(module.classes()),
        grouped(module.methods()),
        grouped(module.instructions()),
        grouped(module.poolEntries()),
        grouped(module.bytes()));
  }

  private static void pass(PrintStream out, Pass pass, String what) {
    line(out, what, "%,.0f classes/s (%.2f s)", pass.rate(), pass.seconds());
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is not worth a dependency
  private static void line(PrintStream out, String name, String format, Object... values) {
    out.printf("%-28s %s%n", name, String.format(Locale.ROOT, format, values));
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static Map<String, Object> timing(Pass pass) {
    Map<String, Object> timing = new LinkedHashMap<>();
    timing.put("workers", pass.workers());
    timing.put("classes", pass.totals().all().classes());
    timing.put("seconds", rounded(pass.seconds()));
    timing.put("classesPerSecond", Math.round(pass.rate()));
    timing.put("busyProcessors", rounded(pass.busyProcessors()));
    return timing;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
