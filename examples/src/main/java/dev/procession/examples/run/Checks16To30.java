package dev.procession.examples.run;

import dev.procession.Processes;
import dev.procession.examples.Example16JoinableQueue;
import dev.procession.examples.Example17EndMarker;
import dev.procession.examples.Example18Pipe;
import dev.procession.examples.Example19Lock;
import dev.procession.examples.Example20LogFile;
import dev.procession.examples.Example21Semaphore;
import dev.procession.examples.Example22Map;
import dev.procession.examples.Example23Times;
import dev.procession.examples.Example24Crawler;
import dev.procession.examples.Example25ManagerDict;
import dev.procession.examples.Example26SharedMemory;
import dev.procession.examples.Example27LogCollector;
import dev.procession.examples.Example28Memory;
import dev.procession.examples.Example29Threads;
import dev.procession.examples.Example30Together;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The examples 16 to 30: what processes share, and what they are used for. */
final class Checks16To30 {
  /** Milliseconds that the second of an example lasts in which pauses only keep the order clear. */
  private static final List<String> SHORT = List.of("-Dsecond=100");

  /** The same where times, or what happens within a time, are looked at. */
  private static final List<String> LONG = List.of("-Dsecond=400");

  private static final List<String> DISHES =
      List.of(
          "cake 1", "cake 2", "cake 3", "fish 1", "fish 2", "fish 3", "soup 1", "soup 2", "soup 3");

  private Checks16To30() {}

  static List<Example> examples() {
    return List.of(
        new Example(
            16,
            "A queue that is joined",
            Example16JoinableQueue.class,
            Checks16To30::joinableQueue,
            SHORT),
        new Example(
            17,
            "An end marker for each consumer",
            Example17EndMarker.class,
            Checks16To30::endMarker,
            SHORT),
        new Example(18, "A pipe and its end", Example18Pipe.class, Checks16To30::pipe, LONG),
        new Example(19, "A lock around a counter", Example19Lock.class, Checks16To30::lock, SHORT),
        new Example(
            20, "A lock around a log file", Example20LogFile.class, Checks16To30::logFile, SHORT),
        new Example(
            21,
            "Two devices for five tasks",
            Example21Semaphore.class,
            Checks16To30::semaphore,
            LONG),
        new Example(
            22,
            "A heavy computation on all processors",
            Example22Map.class,
            Checks16To30::map,
            SHORT),
        new Example(
            23, "Processes against threads", Example23Times.class, Checks16To30::times, LONG),
        new Example(24, "A crawler", Example24Crawler.class, Checks16To30::crawler, SHORT),
        new Example(
            25,
            "A hundred processes and a manager's map",
            Example25ManagerDict.class,
            Checks16To30::managerDict,
            SHORT),
        new Example(
            26,
            "An array in shared memory",
            Example26SharedMemory.class,
            Checks16To30::sharedMemory,
            SHORT),
        new Example(
            27,
            "A log collector that is killed",
            Example27LogCollector.class,
            Checks16To30::logCollector,
            LONG),
        new Example(
            28, "The memory of a process tree", Example28Memory.class, Checks16To30::memory, LONG),
        new Example(29, "A pool of threads", Example29Threads.class, Checks16To30::threads, SHORT),
        new Example(
            30,
            "Event, barrier, reentrant lock, condition",
            Example30Together.class,
            Checks16To30::together,
            SHORT));
  }

  private static void joinableQueue(Run run) {
    eachDishOnce(run);
    run.shows("all has been eaten; not yet dealt with: 0");
  }

  private static void eachDishOnce(Run run) {
    List<String> eaten = all(run.matches("(?:eva|max) eats (.*)")).sorted().toList();
    run.that(eaten.equals(DISHES), "each dish is eaten once: " + eaten);
  }

  private static void endMarker(Run run) {
    eachDishOnce(run);
    int sum =
        all(run.matches("(?:eva|max) has had (\\d+) dishes")).mapToInt(Integer::parseInt).sum();
    run.that(sum == DISHES.size(), "the guests have counted as many: " + sum);
    run.shows("eva has ended by exit code 0", "max has ended by exit code 0");
  }

  private static void pipe(Run run) {
    run.shows("eats soup", "eats fish", "eats cake", "nothing more can come");
    run.shows(
        "the cook has ended; the customer has: false",
        "nothing more can come",
        "the last sending end is closed; the customer has ended: true");
  }

  private static void lock(Run run) {
    run.shows("with the lock: 150", "with atomic steps: 150");
    int total = number(run.match("without the lock: (\\d+) \\(attempt \\d+\\)"));
    run.that(total < 150, "steps are lost without the lock: total " + total);
  }

  private static void logFile(Run run) {
    run.shows("with the lock: 120 lines, torn: 0");
    int torn = number(run.match("without the lock, torn: (\\d+) \\(attempt \\d+\\)"));
    run.that(torn > 0, "lines are torn without the lock: " + torn);
  }

  private static void semaphore(Run run) {
    List<MatchResult> uses = run.matches("task (\\d) has a device, in use: (\\d)");
    List<String> tasks = all(uses).sorted().toList();
    run.that(tasks.equals(List.of("1", "2", "3", "4", "5")), "each task has had one: " + tasks);
    run.that(
        uses.stream().allMatch(use -> "12".contains(use.group(2))), "never more than two at once");
    run.shows("most devices in use: 2", "free devices: 2");
  }

  private static void map(Run run) {
    var primes = new BitSet();
    int limit = 320_000;
    primes.set(2, limit);
    for (int n = 2; n * n < limit; n++) {
      for (int multiple = n * n; primes.get(n) && multiple < limit; multiple += n) {
        primes.clear(multiple);
      }
    }
    run.shows(
        IntStream.rangeClosed(1, 12)
            .map(i -> 200_000 + i * 10_000)
            .mapToObj(below -> "primes below " + below + ": " + primes.get(0, below).cardinality())
            .toArray(String[]::new));
    List<Set<String>> pids =
        all(run.matches("\\d+\\.\\d\\d s in processes \\[(.*)]")).map(Checks16To30::parts).toList();
    int processors = Processes.availableProcessors();
    run.that(
        pids.size() == 2 && pids.get(0).size() == 1 && pids.get(1).size() == processors,
        "one process, then one for each of " + processors + " processors: " + pids);
    run.that(
        pids.stream().noneMatch(some -> some.contains(String.valueOf(run.pid()))),
        "the program itself is not among them: " + run.pid());
    // How much it is depends on the machine and on what else it has to do.
    String times = run.match("(\\d+\\.\\d) times as fast as one process").group(1);
    run.that(Double.parseDouble(times) > 0, "so many times as fast: " + times);
  }

  private static void times(Run run) {
    MatchResult computing = run.match("computing +(\\d+\\.\\d\\d) s +(\\d+\\.\\d\\d) s");
    MatchResult waiting = run.match("waiting +(\\d+\\.\\d\\d) s +(\\d+\\.\\d\\d) s");
    for (int column = 1; column <= 2; column++) {
      double computed = Double.parseDouble(computing.group(column));
      run.that(computed > 0, "computing takes time: " + computed + " s");
      double waited = Double.parseDouble(waiting.group(column));
      run.that(
          waited >= 0.4 && waited < 4 * 0.4,
          "four waits of 0.4 s take less than one after the other: " + waited + " s");
    }
  }

  private static void crawler(Run run) {
    run.match("missing: .*Status=500.*");
    run.match("crash: .*exit code 42.*");
    List<String> files = all(run.matches("(.*) is what was served: true")).sorted().toList();
    run.that(
        files.equals(List.of("cups.html", "index.html", "noodles.html", "tea.html")),
        "each of the other pages is in its file, byte for byte: " + files);
    run.that(
        run.lines().stream().noneMatch(line -> line.endsWith(": false")), "no other file is there");
    List<String> pids = all(run.matches("process (\\d+) has (?:read .*|written all)")).toList();
    run.that(
        pids.size() == 5 && Set.copyOf(pids).size() == 5,
        "a process for each page, and one that writes: " + pids);
  }

  private static void managerDict(Run run) {
    run.shows("with the lock: 0");
    int total = number(run.match("without the lock: (\\d+) \\(attempt \\d+\\)"));
    run.that(total > 0, "steps are lost without the lock: total " + total);
  }

  private static void sharedMemory(Run run) {
    List<MatchResult> uses =
        run.matches("memory (\\S+) (?:of|written by|changed by) process (\\d+).*");
    Set<String> names = new TreeSet<>(all(uses).toList());
    run.that(names.size() == 1, "all of them have the same memory: " + names);
    List<String> pids = all(uses, 2).toList();
    run.that(pids.size() == 4 && Set.copyOf(pids).size() == 4, "they are four processes: " + pids);
    long sum = 1_000_000L * 999_999 / 2;
    run.shows("sum: " + sum, "sum: " + 2 * sum);
    long parts = all(run.matches(".*part of the sum: (\\d+)")).mapToLong(Long::parseLong).sum();
    run.that(parts == sum, "the parts of the sum agree with it: " + parts);
  }

  private static void logCollector(Run run) {
    run.shows(
        "the first collector has ended by exit code -9",
        "counted: {DEBUG=24, INFO=72, WARNING=24}",
        "lines in the file: 120");
    List<MatchResult> connects =
        run.matches("(eva|ida|max) connects: confirmed (\\d+), stored (\\d+)");
    run.that(
        connects.stream().allMatch(each -> number(each, 3) >= number(each, 2)),
        "what was confirmed is stored");
    run.that(
        connects.stream().anyMatch(each -> number(each, 2) > 0),
        "senders connect again in the middle of their lines");
  }

  private static void memory(Run run) {
    List<MatchResult> peaks = run.matches("peak of (\\d+): RSS +(.*), heap +(.*)");
    List<String> pids = all(peaks).toList();
    run.that(
        pids.size() >= 4 && pids.contains(String.valueOf(run.pid())),
        "the program, two children and a grandchild have a peak: " + pids);
    // What one of those that grow holds in the end.
    double block = 3 * (32 << 20) / 1e6;
    List<MatchResult> grown =
        peaks.stream().filter(each -> megabytes(each.group(3)) >= block).toList();
    run.that(grown.size() == 3, "three heaps have grown beyond " + block + " MB: " + grown.size());
    run.that(
        grown.stream().allMatch(each -> megabytes(each.group(2)) >= block)
            || all(peaks, 2).allMatch("unknown"::equals),
        "so have their resident sizes, if this system tells them");
    int rows = run.matches("\\d+: RSS .*, heap .*").size();
    run.that(rows > 2 * pids.size(), "there are tables while they grow: " + rows + " rows");
  }

  private static double megabytes(String text) {
    return text.equals("unknown") ? 0 : Double.parseDouble(text.replace(" MB", ""));
  }

  private static void threads(Run run) {
    List<Integer> squares = IntStream.rangeClosed(1, 9).map(i -> i * i).boxed().toList();
    run.shows("WARM: " + squares, "THREAD: " + squares);
    Set<String> pids = parts(run.match("WARM: computed by processes \\[(.*)]").group(1));
    run.that(
        pids.size() == 3 && !pids.contains(String.valueOf(run.pid())),
        "three processes beside the program: " + pids);
    run.shows("THREAD: computed by processes [" + run.pid() + "]");
  }

  private static void together(Run run) {
    run.shows(
        "event: ready, ready, ready, bang, runs, runs, runs",
        "barrier: comes, comes, comes, goes on, goes on, goes on");
    String visits = run.match("reentrant lock: (.*)").group(1);
    String eva = "eva holds 1, eva holds 2, eva holds 1";
    String max = eva.replace("eva", "max");
    run.that(
        visits.equals(eva + ", " + max) || visits.equals(max + ", " + eva),
        "one holds it twice, then the other: " + visits);
    run.shows("condition: ping, pong, ping, pong, ping, pong");
  }

  // ---- reading what matches ---------------------------------------------------------------------

  private static Stream<String> all(List<MatchResult> matches) {
    return all(matches, 1);
  }

  private static Stream<String> all(List<MatchResult> matches, int group) {
    return matches.stream().map(match -> match.group(group));
  }

  private static int number(MatchResult match) {
    return number(match, 1);
  }

  private static int number(MatchResult match, int group) {
    return Integer.parseInt(match.group(group));
  }

  private static Set<String> parts(String list) {
    return new TreeSet<>(Arrays.asList(list.split(", ")));
  }
}
