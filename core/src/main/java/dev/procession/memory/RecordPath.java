package dev.procession.memory;

import dev.procession.Fn;
import dev.procession.internal.wire.SerialForm;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in a record a component is.
 *
 * @param slot what is there
 * @param offset from the beginning of the record
 */
record RecordPath(Slot slot, long offset) {
  private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)(?:\\[(\\d{1,10})])?");

  /** Finds a component by names: {@code position.x}, {@code values[3]}. */
  static RecordPath of(RecordSlot root, String path) {
    RecordPath here = new RecordPath(root, 0);
    for (String step : path.split("\\.", -1)) {
      Matcher matcher = STEP.matcher(step);
      if (!matcher.matches()) {
        throw refused(
            "no path to a component", root, path, "write it like position.x or values[3]");
      }
      here = here.component(root, path, matcher.group(1));
      if (matcher.group(2) != null) {
        here = here.element(root, path, Long.parseLong(matcher.group(2)));
      }
    }
    return here;
  }

  private RecordPath component(RecordSlot root, String path, String name) {
    RecordSlot.Part part = slot instanceof RecordSlot inner ? inner.part(name) : null;
    if (part == null) {
      List<String> there =
          slot instanceof RecordSlot inner
              ? inner.parts().stream().map(RecordSlot.Part::name).toList()
              : List.of();
      throw refused("no such component", root, path, "name=" + name + ", there are " + there);
    }
    return new RecordPath(part.slot(), offset + part.offset());
  }

  private RecordPath element(RecordSlot root, String path, long index) {
    if (!(slot instanceof ArraySlot array)) {
      throw refused("the component is no array", root, path, "leave out [" + index + "]");
    }
    Backing.checkIndex(index, array.length());
    PrimitiveSlot element = array.element();
    return new RecordPath(element, offset + index * element.layout().byteSize());
  }

  /** Finds a component by its accessor, a method reference such as {@code Point::x}. */
  static RecordPath of(RecordSlot root, Fn<?, ?> accessor) {
    SerializedLambda lambda = SerialForm.of(accessor);
    if (lambda == null
        || lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeVirtual
        || !lambda.getImplClass().replace('/', '.').equals(root.type().getName())) {
      throw new IllegalArgumentException(
          "not the accessor of a component: record="
              + root.type().getName()
              + "; pass a method reference such as "
              + root.type().getSimpleName()
              + "::"
              + (root.parts().isEmpty() ? "component" : root.parts().getFirst().name())
              + ", or the name");
    }
    return new RecordPath(root, 0).component(root, "", lambda.getImplMethodName());
  }

  private static IllegalArgumentException refused(
      String fact, RecordSlot root, String path, String rest) {
    return new IllegalArgumentException(
        fact + ": record=" + root.type().getName() + ", path=" + path + ", " + rest);
  }
}
