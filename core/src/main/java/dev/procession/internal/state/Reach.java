package dev.procession.internal.state;

import dev.procession.internal.wire.GraphWriter;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the static fields that a task will use: follows the code from the task's on, and from that
 * of every object and lambda that is copied with it or with a field. Used by one thread, for one
 * capture.
 *
 * <p>Methods that run only where they are named (static and private ones, bodies of lambdas) count
 * when they are; the others count as soon as there may be an instance of their class. So what only
 * {@code main} uses is no hindrance, and a call through an interface is not missed. Out of sight is
 * what is looked up by name at run time.
 */
final class Reach implements GraphWriter.Observer {
  private final Scope scope;

  /** The class that stands for the program; null until the first class of it is met. */
  private @Nullable Class<?> program;

  private @Nullable ClassLoader loader;

  // Nodes that have been met: classes twice, for their initialization and for instances.
  private final Set<MethodNode> methodsSeen = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Set<ClassNode> used = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<ClassNode> instantiated = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<StaticField> fields = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Classes of objects that are written; nearly all objects are of the same class as the last. */
  private final Set<Class<?>> instances = new HashSet<>();

  private @Nullable Class<?> lastInstance;

  /** Names of classes in which lambdas were made that are written. */
  private final Set<String> capturing = new HashSet<>();

  /** What is still to be looked at. Filled by the observer, which must not fail. */
  private final Deque<Class<?>> metClasses = new ArrayDeque<>();

  private final Deque<SerializedLambda> metLambdas = new ArrayDeque<>();
  private final Deque<MethodNode> methods = new ArrayDeque<>();
  private final Deque<StaticField> found = new ArrayDeque<>();

  /** Starts at a task. */
  Reach(Object task, Scope scope) {
    this.scope = scope;
    this.loader = task.getClass().getClassLoader();
    if (!task.getClass().isHidden()) {
      onInstance(task.getClass());
    }
  }

  @Override
  public void onInstance(Class<?> type) {
    if (type != lastInstance) {
      lastInstance = type;
      if (instances.add(type)) {
        metClasses.add(type);
      }
    }
  }

  /** Whoever has a class can make instances of it; but lambdas carry one without need. */
  @Override
  public void onClass(Class<?> type) {
    if (!capturing.contains(type.getName())) {
      onInstance(type);
    }
  }

  @Override
  public void onLambda(SerializedLambda lambda) {
    metLambdas.add(lambda);
    capturing.add(lambda.getCapturingClass().replace('/', '.'));
    if (program == null) {
      // One of ours may wrap one of the program, whose loader need not be known to ours.
      for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
        Object captured = lambda.getCapturedArg(i);
        if (captured != null && captured.getClass().isHidden() && isOurs(loader)) {
          loader = captured.getClass().getClassLoader();
        }
      }
    }
  }

  private static boolean isOurs(@Nullable ClassLoader loader) {
    return loader == null || loader == Reach.class.getClassLoader();
  }

  /** A field not returned before; null when all that is known by now have been. */
  @Nullable StaticField next() {
    while (found.isEmpty() && !isExhausted()) {
      while (!metLambdas.isEmpty()) {
        enter(metLambdas.remove());
      }
      while (!metClasses.isEmpty()) {
        instance(own(metClasses.remove()));
      }
      while (!methods.isEmpty()) {
        follow(methods.remove());
      }
    }
    return found.poll();
  }

  private boolean isExhausted() {
    return metLambdas.isEmpty() && metClasses.isEmpty() && methods.isEmpty();
  }

  private @Nullable ClassNode own(Class<?> met) {
    Class<?> type = met;
    while (type.isArray()) {
      type = type.getComponentType();
    }
    if (program == null && isSeed(type)) {
      program = type;
      loader = type.getClassLoader();
    }
    return program != null && Program.isSame(program, type) ? ClassNode.of(type) : null;
  }

  private boolean isSeed(Class<?> type) {
    return scope == Scope.SNIPPETS
        ? Program.isSnippet(type)
        : !type.isPrimitive() && Program.isForeign(type);
  }

  private void enter(SerializedLambda lambda) {
    ClassNode capturing = load(lambda.getCapturingClass());
    if (capturing != null) {
      use(capturing);
    }
    ClassNode target = load(lambda.getImplClass());
    if (target != null) {
      MethodNode body =
          target.method(lambda.getImplMethodName().concat(lambda.getImplMethodSignature()));
      if (body != null) {
        use(body.owner());
        add(body);
        if (!body.isOnlyCalledByName()) {
          instance(target);
        }
      }
    }
  }

  private @Nullable ClassNode load(String internalName) {
    try {
      return own(Class.forName(internalName.replace('/', '.'), false, loader));
    } catch (ClassNotFoundException | LinkageError ofAnotherLoader) {
      // Then it is not of this program.
      return null;
    }
  }

  private void follow(MethodNode method) {
    MethodNode.Edges edges = method.edges();
    for (ClassNode type : edges.used()) {
      use(type);
    }
    for (ClassNode type : edges.instantiated()) {
      instance(type);
    }
    for (MethodNode called : edges.methods()) {
      add(called);
    }
    for (StaticField field : edges.fields()) {
      add(field);
    }
  }

  /** Its static initializer will run, and those of its superclasses. */
  private void use(ClassNode type) {
    if (!used.add(type)) {
      return;
    }
    MethodNode initializer = type.initializer();
    if (initializer != null) {
      add(initializer);
    }
    for (StaticField field : type.fieldsUsedForAllWeKnow()) {
      add(field);
    }
    ClassNode parent = type.superclass();
    if (parent != null) {
      use(parent);
    }
  }

  /** Its methods may be called on instances. */
  private void instance(@Nullable ClassNode type) {
    if (type == null || !instantiated.add(type)) {
      return;
    }
    use(type);
    for (MethodNode method : type.methodsOfInstances()) {
      add(method);
    }
    for (ClassNode parent : type.parents()) {
      instance(parent);
    }
  }

  private void add(MethodNode method) {
    if (methodsSeen.add(method)) {
      methods.add(method);
    }
  }

  private void add(StaticField field) {
    if (fields.add(field)) {
      found.add(field);
    }
  }
}
