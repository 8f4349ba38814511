package dev.procession.internal.state;

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
}
