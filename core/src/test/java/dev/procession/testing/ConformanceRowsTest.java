package dev.procession.testing;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ids in annotations and notes are rows of the table, so that no claim goes unseen. */
class ConformanceRowsTest {
  private static final List<ConformanceRow> ROWS = ConformanceRow.all();
  private static final Set<String> IDS = ROWS.stream().map(ConformanceRow::id).collect(toSet());

  @Test
  void shouldHaveEachRowOnce() {
    assertThat(ROWS).extracting(ConformanceRow::id).doesNotHaveDuplicates().hasSizeGreaterThan(300);
  }

  @Test
  void shouldAnnotateTestsWithExistingRowsOnly() throws URISyntaxException {
    var unknown = new ArrayList<String>();
    for (JavaMethod method : annotatedMethods()) {
      for (String id : method.getAnnotationOfType(Conformance.class).value()) {
        if (!IDS.contains(id)) {
          unknown.add(id + " on " + method.getFullName());
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void shouldExplainExistingRowsAndAreasOnly() {
    var areas = ROWS.stream().map(ConformanceRow::area);
    assertThat(Stream.concat(areas, IDS.stream())).containsAll(ConformanceNotes.load().keys());
  }

  private static List<JavaMethod> annotatedMethods() throws URISyntaxException {
    var testClasses = Conformance.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    return new ClassFileImporter()
        .importPath(Path.of(testClasses)).stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.isAnnotatedWith(Conformance.class))
            .toList();
  }
}
