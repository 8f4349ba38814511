package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of functions that can be sent can be sent. */
@SuppressWarnings("unchecked")
class SendableFunctionsTest {
  private static <T> T sent(T function) {
    return (T) WireCopies.copy(function);
  }

  @Test
  void shouldSendWhatIsMadeOfPredicates() {
    SendablePredicate<Integer> even = n -> n % 2 == 0;
    SendablePredicate<Integer> small = n -> n < 10;
    assertThat(sent(even.and(small))).accepts(2).rejects(3, 12);
    assertThat(sent(even.or(small))).accepts(2, 3, 12).rejects(13);
    assertThat(sent(even.negate())).accepts(3).rejects(2);
  }

  @Test
  void shouldSendWhatIsMadeOfComparators() {
    List<String> words = new ArrayList<>(List.of("bb", "a", "ab", "c"));
    SendableComparator<String> byLength = SendableComparator.by(String::length);
    words.sort(sent(byLength.thenComparing(String::compareTo)));
    assertThat(words).containsExactly("a", "c", "ab", "bb");
    words.sort(sent(byLength.reversed()));
    assertThat(words).containsExactly("ab", "bb", "a", "c");
  }
}
