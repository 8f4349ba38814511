package dev.procession.internal.state;

import dev.procession.NotSendableException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A class of the program: its methods and static fields. Made once per class, lives as long as the
 * class; used by any thread. Never initializes the class.
 */
final class ClassNode {
  private static final ClassValue<ClassNode> NODES =
      new ClassValue<>() {
        @Override
        protected ClassNode computeValue(Class<?> type) {
          return new ClassNode(type);
        }
      };

  private final Class<?> type;
  private final Map<String, MethodNode> methods = new ConcurrentHashMap<>();
  private final Map<String, StaticField> fields = new ConcurrentHashMap<>();
  private final Set<String> constants;
  private final boolean readable;
  private volatile boolean initialized;

  private ClassNode(Class<?> type) {
    this.type = type;
    ClassScan scan = scan(type);
    readable = scan != null;
    constants = scan == null ? Set.of() : scan.constants;
    if (scan != null) {
      for (Map.Entry<String, ClassScan.Found> method : scan.methods.entrySet()) {
        ClassScan.Found found = method.getValue();
        methods.put(
            method.getKey(), new MethodNode(this, method.getKey(), found.flags(), found.refs()));
      }
    }
  }

  static ClassNode of(Class<?> type) {
    return NODES.get(type);
  }

  Class<?> type() {
    return type;
  }

  /** The method with this name and descriptor, here or in a superclass of the program. */
  @Nullable MethodNode method(String key) {
    MethodNode own = methods.get(key);
    if (own != null) {
      return own;
    }
    ClassNode parent = superclass();
    return parent == null ? null : parent.method(key);
  }

  @Nullable MethodNode initializer() {
    return methods.get("<clinit>()V");
  }

  /** The methods that may run as soon as there is an instance. */
  List<MethodNode> methodsOfInstances() {
    List<MethodNode> found = new ArrayList<>();
    for (MethodNode method : methods.values()) {
      if (!method.isOnlyCalledByName()) {
        found.add(method);
      }
    }
    return found;
  }

  /**
   * The static fields that code outside this class's reach may use for all we know: all, if the
   * class has no class file to be read, as one made at run time; otherwise none.
   */
  List<StaticField> fieldsUsedForAllWeKnow() {
    if (readable) {
      return List.of();
    }
    List<StaticField> found = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        found.add(own(field));
      }
    }
    return found;
  }

  /** The static field that code means by a name here; null if it is another kind, or not ours. */
  @Nullable StaticField field(String name) {
    Field declared = declaredField(name);
    if (declared != null) {
      return Modifier.isStatic(declared.getModifiers()) ? own(declared) : null;
    }
    for (ClassNode parent : parents()) {
      StaticField inherited = parent.field(name);
      if (inherited != null) {
        return inherited;
      }
    }
    return null;
  }

  private StaticField own(Field field) {
    StaticField known = fields.get(field.getName());
    if (known == null) {
      known = new StaticField(this, field);
      StaticField earlier = fields.putIfAbsent(field.getName(), known);
      known = earlier == null ? known : earlier;
    }
    return known;
  }

  private @Nullable Field declaredField(String name) {
    try {
      return type.getDeclaredField(name);
    } catch (NoSuchFieldException inherited) {
      return null;
    } catch (LinkageError e) {
      throw new NotSendableException(
          "cannot copy the static field "
              + type.getName()
              + "."
              + name
              + ": the types of this class's fields are not all there: "
              + e,
          e);
    }
  }

  boolean isConstant(String field) {
    return constants.contains(field);
  }

  /** Whether its static initializer has run, or runs in another thread; it is not run by asking. */
  boolean isInitialized(Field field) throws IllegalAccessException {
    if (!initialized && Initialization.isDone(type, field)) {
      initialized = true;
    }
    return initialized;
  }

  /** The superclass and interfaces, if they belong to the program. */
  List<ClassNode> parents() {
    List<ClassNode> found = new ArrayList<>();
    for (Class<?> implemented : type.getInterfaces()) {
      if (Program.isSame(implemented, type)) {
        found.add(of(implemented));
      }
    }
    ClassNode parent = superclass();
    if (parent != null) {
      found.add(parent);
    }
    return found;
  }

  @Nullable ClassNode superclass() {
    Class<?> parent = type.getSuperclass();
    return parent != null && Program.isSame(parent, type) ? of(parent) : null;
  }

  /** The class that this one's code means by an internal name, if it belongs to the program. */
  @Nullable ClassNode find(String internalName) {
    if (internalName.startsWith("java/") || internalName.startsWith("[")) {
      return null;
    }
    try {
      Class<?> found = Class.forName(internalName.replace('/', '.'), false, type.getClassLoader());
      return Program.isSame(found, type) ? of(found) : null;
    } catch (ClassNotFoundException | LinkageError optional) {
      // Code that would use it could not run here, so it has left nothing to be copied.
      return null;
    }
  }

  private static @Nullable ClassScan scan(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    String file = type.getName().replace('.', '/').concat(".class");
    try (InputStream in = loader.getResourceAsStream(file)) {
      return in == null ? null : new ClassScan(in.readAllBytes());
    } catch (IOException | IllegalArgumentException unreadable) {
      return null;
    }
  }
}
