package dev.procession.manager;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.SetTestSuiteBuilder;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.TestStringSetGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import com.google.common.collect.testing.features.ListFeature;
import com.google.common.collect.testing.features.MapFeature;
import com.google.common.collect.testing.features.SetFeature;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Managed collections keep what the JDK promises about its interfaces. */
class JdkContractTest {
  private static final Feature<?>[] COMMON = {
    CollectionSize.ANY, CollectionFeature.KNOWN_ORDER, CollectionFeature.SUPPORTS_ITERATOR_REMOVE
  };

  @TestFactory
  Stream<DynamicNode> shouldBeAList() {
    return nodes(
        ListTestSuiteBuilder.using(
                new TestStringListGenerator() {
                  @Override
                  protected List<String> create(String[] elements) {
                    return new ListProxy<>(new ListServant<>(Arrays.asList(elements)));
                  }
                })
            .named("list")
            .withFeatures(COMMON)
            .withFeatures(ListFeature.GENERAL_PURPOSE, CollectionFeature.ALLOWS_NULL_VALUES)
            .createTestSuite());
  }

  @TestFactory
  Stream<DynamicNode> shouldBeASet() {
    return nodes(
        SetTestSuiteBuilder.using(
                new TestStringSetGenerator() {
                  @Override
                  protected Set<String> create(String[] elements) {
                    return new SetProxy<>(new SetServant<>(Arrays.asList(elements)));
                  }
                })
            .named("set")
            .withFeatures(COMMON)
            .withFeatures(SetFeature.GENERAL_PURPOSE, CollectionFeature.ALLOWS_NULL_VALUES)
            .createTestSuite());
  }

  @TestFactory
  Stream<DynamicNode> shouldBeADeque() {
    return nodes(
        QueueTestSuiteBuilder.using(
                new TestStringQueueGenerator() {
                  @Override
                  protected Queue<String> create(String[] elements) {
                    Queue<String> deque = new DequeProxy<>(new DequeServant<>());
                    Collections.addAll(deque, elements);
                    return deque;
                  }
                })
            .named("deque")
            .withFeatures(COMMON)
            .withFeatures(CollectionFeature.GENERAL_PURPOSE)
            .createTestSuite());
  }

  @TestFactory
  Stream<DynamicNode> shouldBeAConcurrentMap() {
    return nodes(
        ConcurrentMapTestSuiteBuilder.using(
                new TestStringMapGenerator() {
                  @Override
                  protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                    Map<String, String> map = new MapProxy<>(new MapServant<>());
                    for (Map.Entry<String, String> entry : entries) {
                      map.put(entry.getKey(), entry.getValue());
                    }
                    return map;
                  }
                })
            .named("map")
            .withFeatures(COMMON)
            .withFeatures(MapFeature.GENERAL_PURPOSE)
            .createTestSuite());
  }

  private static Stream<DynamicNode> nodes(TestSuite suite) {
    return Collections.list(suite.tests()).stream()
        .map(
            test ->
                test instanceof TestSuite inner
                    ? DynamicContainer.dynamicContainer(inner.getName(), nodes(inner))
                    : DynamicTest.dynamicTest(test.toString(), ((TestCase) test)::runBare));
  }
}
