package dev.procession.examples.cookbook;

import dev.procession.pool.ProcessPool;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs a library that keeps everything in static fields side by side with itself. */
public final class LegacyState {
  private LegacyState() {}

  // begin library
  /** As old libraries are: one country for the whole JVM, and one cache for everybody. */
  static final class Invoices {
    private static final Map<String, Integer> NUMBERS = new HashMap<>();
    private static String currency = "none";

    static void init(String language, String money) {
      Locale.setDefault(Locale.forLanguageTag(language));
      currency = money;
    }

    static String print(String customer, double amount) {
      int number = NUMBERS.merge(customer, 1, Integer::sum);
      return "%s, no. %d: %,.2f %s".formatted(customer, number, amount, currency);
    }

    private Invoices() {}
  }

  // end library

  // begin office
  /** A process in which the library belongs to one country. */
  static ProcessPool office(String language, String money) {
    return ProcessPool.open(
        c -> c.name(language).workers(1).initializer(() -> Invoices.init(language, money)));
  }

  // end office

  /** Prints invoices of two countries, and looks what is left of them here. */
  public static void main(String[] arguments) {
    // begin offices
    try (var germany = office("de-DE", "EUR");
        var america = office("en-US", "USD")) {
      for (var office : List.of(germany, america, germany)) {
        String invoice = office.apply(amount -> Invoices.print("Eva", amount), 1234.5);
        System.out.println(invoice);
      }
    }
    System.out.println("here: " + Invoices.NUMBERS + " in " + Invoices.currency);
    // end offices
  }
}
// prints: Eva, no. 1: 1.234,50 EUR
// prints: Eva, no. 1: 1,234.50 USD
// prints: Eva, no. 2: 1.234,50 EUR
// prints: here: {} in none
