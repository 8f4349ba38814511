package dev.procession.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TotalsTest {

  private static List<ClassFigures> figures() throws IOException {
    var study = new ClassStudy();
    List<ClassFigures> figures = new ArrayList<>();
    for (String name : JdkImage.classFiles()) {
      if (name.startsWith("java.logging/") || name.startsWith("java.base/sun/util/resources/")) {
        figures.add(study.call(name));
      }
    }
    return figures;
  }

  @Test
  void shouldNotDependOnTheOrder() throws IOException {
    List<ClassFigures> figures = figures();
    var one = new Totals();
    figures.forEach(one::add);
    Collections.shuffle(figures, new Random(1));
    var other = new Totals();
    figures.forEach(other::add);

    assertThat(one.sameAs(other)).isTrue();
    assertThat(one.checksum()).isEqualTo(other.checksum());
    assertThat(one.longest())
        .hasSizeLessThanOrEqualTo(10)
        .isSortedAccordingTo(MethodSize.LONGEST_FIRST);
    assertThat(one.modules())
        .extracting(ModuleTotals::module)
        .containsExactly("java.base", "java.logging");
    assertThat(one.all().errors()).isZero();
    assertThat(one.all().classes()).isEqualTo(figures.size());
  }

  @Test
  void shouldNoticeAClassThatIsMissingOrThereTwice() throws IOException {
    List<ClassFigures> figures = figures();
    var whole = new Totals();
    figures.forEach(whole::add);
    var missing = new Totals();
    figures.subList(1, figures.size()).forEach(missing::add);
    var twice = new Totals();
    figures.forEach(twice::add);
    twice.add(figures.getFirst());

    assertThat(whole.sameAs(missing)).isFalse();
    assertThat(whole.sameAs(twice)).isFalse();
  }
}
