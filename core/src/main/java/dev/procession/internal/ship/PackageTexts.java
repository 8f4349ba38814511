package dev.procession.internal.ship;

import org.jspecify.annotations.Nullable;

/**
 * Title, version and vendor of specification and implementation, as a jar's manifest gives them to
 * its packages; libraries tell their own version by them. Six texts, each empty if there is none;
 * no texts at all if none of them is there.
 */
final class PackageTexts {
  private static final String[] NONE = new String[0];

  private PackageTexts() {}

  static String[] of(@Nullable Package its) {
    if (its == null) {
      return NONE;
    }
    String[] texts = {
      orEmpty(its.getSpecificationTitle()),
      orEmpty(its.getSpecificationVersion()),
      orEmpty(its.getSpecificationVendor()),
      orEmpty(its.getImplementationTitle()),
      orEmpty(its.getImplementationVersion()),
      orEmpty(its.getImplementationVendor())
    };
    for (String text : texts) {
      if (!text.isEmpty()) {
        return texts;
      }
    }
    return NONE;
  }

  static @Nullable String get(String[] texts, int index) {
    return index >= texts.length || texts[index].isEmpty() ? null : texts[index];
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
