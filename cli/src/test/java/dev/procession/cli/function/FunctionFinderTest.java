package dev.procession.cli.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.function.FunctionTarget.Kind;
import dev.procession.cli.testing.SampleJar;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not a function is in {@link dev.procession.cli.UsageTest}. */
class FunctionFinderTest {
  @TempDir static Path directory;
  private static List<Path> classPath;

  @BeforeAll
  static void makeJar() {
    classPath = List.of(SampleJar.in(directory));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          com.acme.Job::upper                        | (Ljava/lang/String;)Ljava/lang/String;
          com.acme.Job::twice(int)                   | (I)I
          com.acme.Job::overloaded(int)              | (I)Ljava/lang/String;
          com.acme.Job::overloaded(String)           | (Ljava/lang/String;)Ljava/lang/String;
          com.acme.Job::overloaded(java.lang.String) | (Ljava/lang/String;)Ljava/lang/String;
          com.acme.Job::size(byte[])                 | ([B)I
          java.lang.Integer::parseInt                | (Ljava/lang/String;)I
          """)
  void shouldFindStaticMethods(String name, String descriptor) {
    FunctionTarget target = FunctionFinder.find(name, classPath);

    assertThat(target.kind()).isEqualTo(Kind.STATIC_METHOD);
    assertThat(target.descriptor()).isEqualTo(descriptor);
  }

  @ParameterizedTest
  @CsvSource({"com.acme.Job.Successor", "com.acme.Job$Successor"})
  void shouldFindFunctionClasses(String name) {
    FunctionTarget target = FunctionFinder.find(name, classPath);

    assertThat(target.kind()).isEqualTo(Kind.FUNCTION_CLASS);
    assertThat(target.className()).isEqualTo("com.acme.Job$Successor");
  }

  @Test
  void shouldFindInDirectoriesAndWildcards() {
    for (String path : List.of(directory + "/classes", directory + "/*")) {
      assertThat(FunctionFinder.find("com.acme.Job::upper", ClassPath.parse(List.of(path))))
          .isNotNull();
    }
  }

  @Test
  void shouldOfferNearNamesOnly() {
    var names = List.of("parse", "parseAll", "print", "a.b.Parser", "run");
    assertThat(NearNames.find("prase", names)).containsExactly("parse");
    assertThat(NearNames.find("x.Parser", names)).startsWith("a.b.Parser");
    assertThat(NearNames.find("quite different", names)).isEmpty();
  }
}
