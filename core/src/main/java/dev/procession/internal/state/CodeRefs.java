package dev.procession.internal.state;

import java.util.LinkedHashSet;
import java.util.Set;

/** What the code of one method refers to. Filled once, then only read. */
final class CodeRefs {
  /** Fields that are read or written, static or not: the code does not always say. */
  final Set<MemberRef> fields = new LinkedHashSet<>();

  /** Methods that are called, or made into method handles. */
  final Set<MemberRef> methods = new LinkedHashSet<>();

  /** Internal names of classes of which there may be instances where the code has run. */
  final Set<String> classes = new LinkedHashSet<>();
}
