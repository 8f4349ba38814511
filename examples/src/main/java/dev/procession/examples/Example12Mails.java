package dev.procession.examples;

import dev.procession.ChildProcess;
import java.util.ArrayList;
import java.util.List;

/**
 * One process for each mail.
 *
 * <p>All are sent at the same time, in whatever order; the main program goes on when the last one
 * is sent.
 *
 * <p>Tutorial topic: one Process for each (name, age), joined in the end
 */
public final class Example12Mails {
  /** How many milliseconds a second lasts. */
  private static final long SECOND = Long.getLong("second", 1000);

  private Example12Mails() {}

  /**
   * Who gets a mail.
   *
   * @param name of the person
   * @param age of the person
   */
  record Person(String name, int age) {}

  /** Sends four mails. */
  public static void main(String[] arguments) throws Exception {
    List<Person> people =
        List.of(
            new Person("eva", 36),
            new Person("max", 41),
            new Person("ida", 7),
            new Person("tom", 64));
    List<ChildProcess> mails = new ArrayList<>();
    for (Person person : people) {
      mails.add(ChildProcess.of(() -> mail(person)).start());
    }
    for (ChildProcess mail : mails) {
      mail.join();
    }
    System.out.println("all sent");
  }

  private static void mail(Person person) throws InterruptedException {
    Thread.sleep(SECOND);
    System.out.println("sent to " + person.name() + ", aged " + person.age());
  }
}
