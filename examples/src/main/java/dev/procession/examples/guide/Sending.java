package dev.procession.examples.guide;

import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.Map;

/** What goes along with a lambda, and what does not. */
public final class Sending {
  private Sending() {}

  // begin sending
  /** Needs not be Serializable. */
  record Parcel(String to, int grams) {}

  private static int weighed;

  private static int cents(Parcel parcel, Map<String, Integer> rates) {
    weighed++; // in the worker's memory, not in that of main
    return rates.getOrDefault(parcel.to(), 200) * parcel.grams() / 100;
  }

  // end sending

  /** Weighs two parcels elsewhere. */
  public static void main(String[] args) {
    // begin sending
    Map<String, Integer> rates = Map.of("Bern", 90, "Oslo", 140);
    try (var pool = ProcessPool.open(2)) {
      var parcels = List.of(new Parcel("Bern", 500), new Parcel("Oslo", 300));
      System.out.println(pool.map(parcel -> cents(parcel, rates), parcels));
    }
    System.out.println("weighed here: " + weighed);
    // end sending
  }
}

// prints: [450, 420]
// prints: weighed here: 0
