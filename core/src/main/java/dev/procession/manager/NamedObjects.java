package dev.procession.manager;

import org.jspecify.annotations.Nullable;

/** Finds objects by a name, or makes them. */
final class NamedObjects extends Factories {
  private final ManagerLink link;
  private final String name;

  NamedObjects(ManagerLink link, String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of an object must not be blank");
    }
    this.link = link;
    this.name = name;
  }

  @Override
  Object make(String type, @Nullable Object... arguments) {
    return link.root().make(name, type, arguments);
  }

  @Override
  public String toString() {
    return "objects named " + name + " of the " + link.address();
  }
}
