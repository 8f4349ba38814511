package dev.procession.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which behaviours of Python's {@code multiprocessing} and {@code concurrent.futures} a test
 * method holds. Each value is the id of a row of {@code conformance/cpython.tsv}: test class, a
 * dot, test method, as in {@code "_TestPool.test_map"}.
 *
 * <p>{@link ConformanceReport} turns the annotations and the outcome of the tests into {@code
 * docs/conformance.md}. {@code ConformanceRowsTest} fails on an id that is no row.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Conformance {
  /**
   * The ids of the rows the test holds.
   *
   * @return at least one row id
   */
  String[] value();
}
