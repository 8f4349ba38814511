package dev.procession.internal.state;

import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A method of the program, and what it leads to. Found out once; used by any thread. */
final class MethodNode {
  /** What serialization calls, private or not. */
  private static final Set<String> HOOKS =
      Set.of("readObject", "writeObject", "readObjectNoData", "readResolve", "writeReplace");

  private static final String INITIALIZER = "<clinit>";

  /**
   * Where a method leads.
   *
   * @param methods those that only run where they are named, and are
   * @param used classes whose static members are used, so that they will be initialized
   * @param instantiated classes of which there may be instances
   * @param fields static fields that are read or written
   */
  record Edges(
      List<MethodNode> methods,
      List<ClassNode> used,
      List<ClassNode> instantiated,
      List<StaticField> fields) {}

  private final ClassNode owner;
  private final String key;
  private final int flags;
  private final CodeRefs refs;
  private volatile @Nullable Edges edges;

  MethodNode(ClassNode owner, String key, int flags, CodeRefs refs) {
    this.owner = owner;
    this.key = key;
    this.flags = flags;
    this.refs = refs;
  }

  ClassNode owner() {
    return owner;
  }

  boolean isInitializer() {
    return key.startsWith(INITIALIZER);
  }

  /** Whether it can run only if code names it; reflection aside. */
  boolean isOnlyCalledByName() {
    if (Modifier.isStatic(flags)) {
      return true;
    }
    return Modifier.isPrivate(flags)
        && !HOOKS.contains(key.substring(0, key.indexOf('(')))
        && !key.startsWith("<init>");
  }

  Edges edges() {
    Edges known = edges;
    if (known == null) {
      known = resolve();
      edges = known;
    }
    return known;
  }

  private Edges resolve() {
    Set<MethodNode> methods = new LinkedHashSet<>();
    Set<ClassNode> used = new LinkedHashSet<>();
    Set<ClassNode> instantiated = new LinkedHashSet<>();
    Set<StaticField> fields = new LinkedHashSet<>();
    for (MemberRef ref : refs.methods) {
      ClassNode target = owner.find(ref.owner());
      if (target != null) {
        MethodNode method = target.method(ref.key());
        if (method != null && method.isOnlyCalledByName()) {
          methods.add(method);
        }
        if (method != null && Modifier.isStatic(method.flags)) {
          used.add(target);
        } else {
          instantiated.add(target);
        }
      }
    }
    for (MemberRef ref : refs.fields) {
      ClassNode target = owner.find(ref.owner());
      if (target != null) {
        StaticField field = target.field(ref.name());
        if (field == null) {
          instantiated.add(target);
        } else {
          used.add(field.owner());
          // A class's own initializer finds in its own fields what it has put there.
          if (!isInitializer() || field.owner() != owner) {
            fields.add(field);
          }
        }
      }
    }
    for (String name : refs.classes) {
      ClassNode target = owner.find(name);
      if (target != null) {
        instantiated.add(target);
      }
    }
    return new Edges(
        List.copyOf(methods), List.copyOf(used), List.copyOf(instantiated), List.copyOf(fields));
  }
}
