package dev.procession.internal.state;

import dev.procession.NotSendableException;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** A static field of the program in the parent. Used by any thread. */
final class StaticField {
  private final ClassNode owner;
  private final Field field;

  /** Whether it is none of ours, by the way it is declared. */
  private final boolean skipped;

  /** Whether it was found to hold for ever what cannot be sent; written once, by any thread. */
  private volatile boolean kept;

  StaticField(ClassNode owner, Field field) {
    this.owner = owner;
    this.field = field;
    this.skipped =
        field.isSynthetic()
            || field.isEnumConstant()
            || Modifier.isTransient(field.getModifiers())
            || owner.isConstant(field.getName());
  }

  ClassNode owner() {
    return owner;
  }

  String name() {
    return field.getName();
  }

  Class<?> type() {
    return field.getType();
  }

  boolean isFinal() {
    return Modifier.isFinal(field.getModifiers());
  }

  /** What the user knows it as. */
  String title() {
    return "the static field ".concat(owner.type().getName()).concat(".").concat(name());
  }

  /** Whether the child is to have what the field holds now. */
  boolean isWanted() {
    if (skipped || kept) {
      return false;
    }
    try {
      if (!owner.isInitialized(field)) {
        return false;
      }
      field.setAccessible(true);
      return true;
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      if (isFinal() && isHardlySendable(type())) {
        kept = true;
        return false;
      }
      throw notOpen(e);
    }
  }

  /** What it holds now; only if it is wanted. */
  @Nullable Object get() {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw notOpen(e);
    }
  }

  /**
   * Leaves the field to the child's own initializer, for good, if that is right: it is final, and
   * what it holds cannot be sent and never will be, as nothing on the way there can change.
   */
  boolean keepIfItCannotBeSent(@Nullable Object value) {
    if (isFinal() && value != null && FixedParts.areUnsendable(value)) {
      kept = true;
    }
    return kept;
  }

  /** Without seeing the value: a logger, a lock. An interface may hide anything. */
  private static boolean isHardlySendable(Class<?> type) {
    return !type.isPrimitive()
        && !type.isInterface()
        && !type.isArray()
        && type != Object.class
        && !Serializable.class.isAssignableFrom(type)
        && !Record.class.isAssignableFrom(type);
  }

  private NotSendableException notOpen(Exception cause) {
    Module module = owner.type().getModule();
    String packageName = owner.type().getPackageName();
    return new NotSendableException(
        "cannot copy "
            + title()
            + ": module "
            + module.getName()
            + " does not open package "
            + packageName
            + " to dev.procession; add 'opens "
            + packageName
            + " to dev.procession;' to its module-info",
        cause);
  }
}
