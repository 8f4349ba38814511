package dev.procession;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds what {@code docs/architecture.md} says about layers, and what {@code core} may use. */
class ArchitectureTest {
  private static final String FINAL_STATICS = "dev.procession.internal.state.FinalStatics";
  private static final String JDK_INTERNALS = "dev.procession.internal.passing.JdkInternals";
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPath(Path.of("target", "classes"));

  /**
   * The root package has two floors: a vocabulary that everything uses and that uses nothing, and
   * on top of the internals the classes that make processes.
   */
  private static final DescribedPredicate<JavaClass> PROCESSES =
      describe(
          "processes",
          t ->
              isInRoot(t)
                  && t.getName()
                      .matches(
                          ".*\\.(\\w+Process|Processes|ActiveChildren|Waiting|ClassArchives)(\\$.*)?"));

  private static boolean isInRoot(JavaClass type) {
    return type.getPackageName().equals("dev.procession");
  }

  @Test
  void shouldDependDownwardsOnly() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.procession..")
        .optionalLayer("server")
        .definedBy("dev.procession.server..")
        .optionalLayer("manager")
        .definedBy("dev.procession.manager..")
        .layer("pool")
        .definedBy("dev.procession.pool..")
        .layer("inspect")
        .definedBy("dev.procession.inspect..")
        .optionalLayer("channel")
        .definedBy("dev.procession.channel..")
        .layer("sync")
        .definedBy("dev.procession.sync..")
        .layer("memory")
        .definedBy("dev.procession.memory..")
        .layer("processes")
        .definedBy(PROCESSES)
        .layer("forward")
        .definedBy("dev.procession.internal.forward..")
        .layer("child")
        .definedBy("dev.procession.internal.child..")
        .layer("proc")
        .definedBy("dev.procession.internal.proc..")
        .layer("state")
        .definedBy("dev.procession.internal.state..")
        .layer("stub")
        .definedBy("dev.procession.internal.stub..")
        .layer("ship")
        .definedBy("dev.procession.internal.ship..")
        .layer("log")
        .definedBy("dev.procession.internal.log..")
        .layer("wire")
        .definedBy("dev.procession.internal.wire..")
        .layer("ready")
        .definedBy("dev.procession.internal.ready..")
        .layer("passing")
        .definedBy("dev.procession.internal.passing..")
        .layer("shm")
        .definedBy("dev.procession.internal.shm..")
        .layer("ffm")
        .definedBy("dev.procession.internal.ffm..")
        .layer("vocabulary")
        .definedBy(describe("vocabulary", t -> isInRoot(t) && !PROCESSES.test(t)))
        .whereLayer("server")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("manager")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("pool")
        .mayOnlyBeAccessedByLayers("server", "manager")
        .whereLayer("inspect")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("channel")
        .mayOnlyBeAccessedByLayers("server", "manager", "pool")
        .whereLayer("sync")
        .mayOnlyBeAccessedByLayers("server", "manager", "pool", "inspect")
        .whereLayer("memory")
        .mayOnlyBeAccessedByLayers("server", "manager", "pool", "channel", "sync")
        .whereLayer("processes")
        .mayOnlyBeAccessedByLayers("server", "manager", "pool", "channel", "sync", "memory")
        .whereLayer("forward")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("child")
        .mayOnlyBeAccessedByLayers("processes")
        .whereLayer("proc")
        .mayOnlyBeAccessedByLayers(
            "pool", "channel", "sync", "memory", "processes", "child", "forward")
        .whereLayer("log")
        .mayOnlyBeAccessedByLayers("proc", "forward")
        .whereLayer("ship")
        .mayOnlyBeAccessedByLayers("pool", "child", "proc")
        .whereLayer("state")
        .mayOnlyBeAccessedByLayers("pool", "child")
        .whereLayer("stub")
        .mayOnlyBeAccessedByLayers("pool", "child")
        .whereLayer("wire")
        .mayOnlyBeAccessedByLayers(
            "manager", "pool", "channel", "memory", "child", "stub", "proc", "ship", "state", "log")
        .whereLayer("ready")
        .mayOnlyBeAccessedByLayers("pool", "channel", "sync", "memory", "processes")
        .whereLayer("passing")
        .mayOnlyBeAccessedByLayers("wire", "channel", "ready")
        .whereLayer("shm")
        .mayOnlyBeAccessedByLayers(
            "manager", "pool", "inspect", "channel", "sync", "memory", "proc", "wire", "passing")
        .whereLayer("ffm")
        .mayOnlyBeAccessedByLayers("shm", "proc", "passing", "ready")
        .ensureAllClassesAreContainedInArchitecture()
        .check(CORE);
  }

  @Test
  void shouldHaveNoCyclesOfPackages() {
    slices().matching("dev.procession.(**)").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void shouldUseNothingButTheJdk() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.procession..",
                "java..",
                "javax.crypto..",
                "javax.net..",
                "sun.misc..",
                "jdk.jfr..",
                "org.jspecify..",
                ""))
        .check(CORE);
    noClasses()
        .that(resideOutsideOfPackage("dev.procession.internal.proc"))
        .and()
        .doNotHaveFullyQualifiedName(FINAL_STATICS)
        .and()
        .doNotHaveFullyQualifiedName(JDK_INTERNALS)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("sun..", "jdk..").and(resideOutsideOfPackage("jdk.jfr..")))
        .because("only the child's main class ignores the terminal's interrupt")
        .check(CORE);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(FINAL_STATICS)
        .and()
        .doNotHaveFullyQualifiedName(JDK_INTERNALS)
        .should()
        .dependOnClassesThat()
        .haveSimpleName("Unsafe")
        .because(
            "nothing else sets final static fields or makes channels, and that only in a child")
        .check(CORE);
  }

  @Test
  void shouldShowNoInternalTypeInThePublicInterface() {
    methods()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackage("..internal..")
        .and()
        .areDeclaredInClassesThat(describe("are not nested in hidden ones", t -> !inHiddenClass(t)))
        .should(mentionOnlyPublicTypes())
        .check(CORE);
  }

  @Test
  void shouldEndTheProcessInTheWorkerOnly() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.procession.pool.ProcessHost")
        .and()
        .haveNameNotMatching("dev\\.procession\\.internal\\.proc\\.(ChildMain|ControlThread).*")
        .should(callMethod(System.class, "exit", int.class))
        .orShould(callMethod(Runtime.class, "exit", int.class))
        .orShould(callMethod(Runtime.class, "halt", int.class))
        .check(CORE);
  }

  private static ArchCondition<JavaMethod> mentionOnlyPublicTypes() {
    return new ArchCondition<>("mention only public types") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        method.getAllInvolvedRawTypes().stream()
            .filter(ArchitectureTest::isHidden)
            .forEach(
                type ->
                    events.add(
                        SimpleConditionEvent.violated(
                            method, method.getFullName() + " mentions " + type.getName())));
      }
    };
  }

  private static boolean inHiddenClass(JavaClass type) {
    return type.getEnclosingClass()
        .map(outer -> !outer.getModifiers().contains(JavaModifier.PUBLIC) || inHiddenClass(outer))
        .orElse(false);
  }

  private static boolean isHidden(JavaClass type) {
    return type.getPackageName().startsWith("dev.procession.internal");
  }
}
