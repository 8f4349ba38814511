package dev.procession.internal.state;

import org.jspecify.annotations.Nullable;

/**
 * What code says about a member that it uses.
 *
 * @param owner internal name of the class it is looked for in
 * @param name its name
 * @param descriptor its type, as in class files
 */
record MemberRef(String owner, String name, String descriptor) {
  /** What tells a method from the others of its class. */
  String key() {
    return name.concat(descriptor);
  }

  // Written out, since what the JVM makes of a record is slow on its first use.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MemberRef that
        && name.equals(that.name)
        && owner.equals(that.owner)
        && descriptor.equals(that.descriptor);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + owner.hashCode()) + descriptor.hashCode();
  }
}
