package dev.procession.examples.run;

import static java.util.stream.Collectors.toSet;

import dev.procession.examples.Example01Fork;
import dev.procession.examples.Example02Process;
import dev.procession.examples.Example03Subclass;
import dev.procession.examples.Example04Pool;
import dev.procession.examples.Example05Results;
import dev.procession.examples.Example06Terminate;
import dev.procession.examples.Example07Endless;
import dev.procession.examples.Example08Globals;
import dev.procession.examples.Example09Members;
import dev.procession.examples.Example10JoinAll;
import dev.procession.examples.Example11Daemon;
import dev.procession.examples.Example12Mails;
import dev.procession.examples.Example13TcpServer;
import dev.procession.examples.Example14Prefork;
import dev.procession.examples.Example15Queue;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.stream.IntStream;

/** The examples 1 to 15: processes and pools, two servers, a queue. */
final class Checks01To15 {
  private static final int INTERRUPTED = 130;

  private Checks01To15() {}

  static List<Example> examples() {
    return List.of(
        new Example(1, "Fork", Example01Fork.class, Checks01To15::fork, List.of()),
        new Example(
            2,
            "A process, with join and without",
            Example02Process.class,
            Checks01To15::process,
            List.of("-Dsecond=150")),
        new Example(
            3,
            "A subclass with run",
            Example03Subclass.class,
            Checks01To15::subclass,
            List.of("-Dsecond=150")),
        new Example(
            4,
            "A pool of three for ten tasks",
            Example04Pool.class,
            Checks01To15::pool,
            List.of("-Dsecond=300")),
        new Example(
            5,
            "Results at once, or later",
            Example05Results.class,
            Checks01To15::results,
            List.of("-Dsecond=300")),
        new Example(
            6,
            "Name, arguments, terminate",
            Example06Terminate.class,
            Checks01To15::terminate,
            List.of("-Dsecond=200")),
        new Example(
                7,
                "Two endless loops and Ctrl-C",
                Example07Endless.class,
                Checks01To15::endless,
                List.of("-Dsecond=50"))
            .visitedBy(Checks01To15::interruptBoth),
        new Example(
            8,
            "Global variables are not shared",
            Example08Globals.class,
            Checks01To15::globals,
            List.of()),
        new Example(
            9,
            "What a process object tells",
            Example09Members.class,
            Checks01To15::members,
            List.of()),
        new Example(
                10,
                "Join one by one, or all in the end",
                Example10JoinAll.class,
                Checks01To15::joinAll,
                List.of())
            .runAlone(),
        new Example(
            11,
            "A daemon, and a child that is waited for",
            Example11Daemon.class,
            Checks01To15::daemon,
            List.of("-Dsecond=200")),
        new Example(
            12,
            "A process for each mail",
            Example12Mails.class,
            Checks01To15::mails,
            List.of("-Dsecond=50")),
        new Example(
                13,
                "A TCP server with a process for each connection",
                Example13TcpServer.class,
                Checks01To15::tcpServer,
                List.of())
            .withArguments("show"),
        new Example(
                14,
                "A preforked TCP server",
                Example14Prefork.class,
                Checks01To15::prefork,
                List.of())
            .withArguments("show"),
        new Example(
            15,
            "A queue in both directions",
            Example15Queue.class,
            Checks01To15::queue,
            List.of()));
  }

  private static void fork(Run run) {
    run.match("process " + run.pid() + " is about to fork");
    MatchResult child = run.match("I am process (\\d+), the child of " + run.pid());
    String pid = run.match("I am the parent of process (\\d+)").group(1);
    run.that(child.group(1).equals(pid), "the parent gets the child's pid");
    run.that(!pid.equals(String.valueOf(run.pid())), "the child is a process of its own");
    run.shows(
        "the child begins with [bread, milk] and 15",
        "the child ends with [bread, milk, honey] and 0",
        "the parent still has [bread, milk] and 15");
  }

  private static void process(Run run) {
    run.showsExactly(
        "joined: 1",
        "joined: 2",
        "joined: 3",
        "joined: 4",
        "joined: 5",
        "main has joined",
        "main ends",
        "not joined: 1",
        "not joined: 2",
        "not joined: 3",
        "not joined: 4",
        "not joined: 5");
    run.that(run.at("joined: 5") < run.at("main has joined"), "with join, main goes on last");
    run.that(
        run.at("main ends") < run.at("not joined: 1"),
        "without, it ends first, and the program waits for the child");
  }

  private static void subclass(Run run) {
    String child = run.match("child (\\d+) of " + run.pid() + ": tick 1").group(1);
    run.that(!child.equals(String.valueOf(run.pid())), "the child is a process of its own");
    String ticks = "child " + child + " of " + run.pid() + ": tick ";
    String tocks = "main " + run.pid() + ": tock ";
    run.shows(ticks + 1, ticks + 2, ticks + 3, ticks + 4, ticks + 5, "exit code 0");
    run.shows(tocks + 1, tocks + 2, tocks + 3, tocks + 4, tocks + 5, "exit code 0");
    run.that(
        run.at(tocks + 1) < run.at(ticks + 5) && run.at(ticks + 1) < run.at(tocks + 5),
        "main and child take turns");
  }

  private static void pool(Run run) {
    List<MatchResult> begins = run.matches("task \\d begins in (\\d+)");
    Set<String> pids = begins.stream().map(match -> match.group(1)).collect(toSet());
    run.that(pids.size() == 3, "three processes work: " + pids);
    run.that(mostAtOnce(run) == 3, "three tasks run at a time, and never more");
    List<String> all = IntStream.range(0, 10).mapToObj(i -> "task " + i + " ends in").toList();
    List<String> beforeDone = run.lines().subList(0, run.at("ten tasks are done"));
    run.that(
        all.stream().allMatch(end -> beforeDone.stream().anyMatch(l -> l.startsWith(end))),
        "all ten are done when the wait for them is over");
    String begin = "blocking task %d begins in \\d+";
    String got = "main got: blocking task ";
    for (int i = 0; i < 3; i++) {
      int asked = run.lines().indexOf(run.match(begin.formatted(i)).group());
      run.that(
          asked < run.at(got + i) && (i == 0 || run.at(got + (i - 1)) < asked),
          "blocking task " + i + " begins after the answer of the one before");
    }
  }

  /** How many tasks have begun and not ended, at most. */
  private static int mostAtOnce(Run run) {
    int now = 0;
    int most = 0;
    for (String line : run.lines()) {
      if (line.contains(" begins in ")) {
        now++;
      } else if (line.contains(" ends in ")) {
        now--;
      }
      most = Math.max(most, now);
    }
    return most;
  }

  private static void results(Run run) {
    String squares = ": \\[0, 1, 4, 9, 16, 25, 36, 49] in (\\d+) ms";
    int atOnce = Integer.parseInt(run.match("asked at once" + squares).group(1));
    int later = Integer.parseInt(run.match("asked later" + squares).group(1));
    run.that(atOnce >= 8 * 300, "eight tasks, one after the other: " + atOnce + " ms");
    run.that(later >= 2 * 300, "two for each of four processes: " + later + " ms");
    run.that(later < atOnce * 0.6, "asking later is faster: " + later + " of " + atOnce + " ms");
  }

  private static void terminate(Run run) {
    String pid = run.match("main has started counter, pid (\\d+)").group(1);
    List<MatchResult> sheep = run.matches("counter \\(" + pid + "\\): (\\d+) black sheep");
    run.that(sheep.size() < 100, "it is stopped in the middle: sheep=" + sheep.size());
    run.that(
        !run.lines().contains("the child has counted all of them"), "it does not get to the end");
    run.shows("alive: true", "alive: false, exit code -15");
  }

  private static void interruptBoth(ExampleProgram program)
      throws IOException, InterruptedException {
    program.awaitLine("main goes on");
    program.awaitLine("the child goes on");
    program.interrupt();
  }

  private static void endless(Run run) {
    run.that(
        Set.copyOf(run.lines()).equals(Set.of("main goes on", "the child goes on")),
        "both loops run at the same time");
    run.that(
        run.errors().equals(List.of("procession: interrupted, stopping child processes: 1")),
        "Ctrl-C ends both, with one message");
    run.exits(INTERRUPTED);
  }

  private static void globals(Run run) {
    run.showsExactly("adder: [eva, max, tom, ida]", "taker: [eva, max]", "main: [eva, max, tom]");
    run.that(run.at("main: [eva, max, tom]") == 2, "the list of the main program is unchanged");
  }

  private static void members(Run run) {
    String key = run.match("main program: main, daemon=false, alive=true, key=(-?\\d+)").group(1);
    run.match("new: name=process-1, daemon=false, alive=false, exit code=none");
    run.match("child itself: sleeper, daemon=true, alive=true, key=" + key);
    run.match("started: name=sleeper, daemon=true, alive=true, exit code=none");
    run.match("ended: name=sleeper, daemon=true, alive=false, exit code=-15");
    run.that(
        run.matches("(new|started|ended): .*").size() == 3,
        "values before the start, while it runs, and after the end");
    run.shows("pid is that of a process: true", "pid is still known: true");
    for (String what : List.of("pid", "join", "terminate")) {
      run.match(what + ": refused, the child has not been started: .*; call start\\(\\)");
    }
    run.match("start again: refused, a child can be started only once: .*");
    run.match("name: refused, too late to change a child that has been started: .*");
    run.match("close: refused, the child still runs: .*");
    run.match("is alive: refused, this child has been closed: name=sleeper");
    run.that(run.matches(".*: refused, .*").size() == 7, "misuse is refused, with a reason");
  }

  private static void joinAll(Run run) {
    int oneByOne = Integer.parseInt(run.match("start and join one by one: (\\d+) ms").group(1));
    int together = Integer.parseInt(run.match("start all, then join all: (\\d+) ms").group(1));
    run.that(oneByOne >= 4000, "one by one takes the sum: " + oneByOne + " ms");
    run.that(together >= 1000, "together takes the longest: " + together + " ms");
    run.that(
        together < oneByOne * 0.6, "together is faster: " + together + " of " + oneByOne + " ms");
  }

  private static void daemon(Run run) {
    run.shows("daemon: 1 of 1000", "main ends");
    int end = run.at("main ends");
    List<String> after = run.lines().subList(end, run.lines().size());
    // One line may have been on its way.
    run.that(
        after.stream().filter(line -> line.startsWith("daemon")).count() <= 1,
        "the daemon ends with main");
    run.shows("worker: 1 of 8", "main ends", "worker: 7 of 8", "worker: 8 of 8", "worker: done");
  }

  private static void mails(Run run) {
    run.inAnyOrder(
        "sent to eva, aged 36",
        "sent to max, aged 41",
        "sent to ida, aged 7",
        "sent to tom, aged 64");
    run.that(run.at("all sent") == 4 && run.lines().size() == 5, "\"all sent\" comes last");
  }

  private static void tcpServer(Run run) {
    List<MatchResult> answers = run.matches("HELLO (\\d+) from (\\d+)");
    run.that(
        answers.stream()
            .map(answer -> Integer.valueOf(answer.group(1)))
            .toList()
            .equals(IntStream.rangeClosed(1, 50).boxed().toList()),
        "fifty clients at once get the right answers");
    Set<String> pids = answers.stream().map(answer -> answer.group(2)).collect(toSet());
    run.that(
        pids.size() == 50 && !pids.contains(String.valueOf(run.pid())),
        "they come from fifty processes");
    run.that(
        run.lines().contains("connections: 50 well, 1 not"),
        "one more has reset its connection, which harms nobody");
    String again = run.match("the port was free again: STILL THERE\\? from (\\d+)").group(1);
    run.that(!pids.contains(again), "the port is free again when the server has stopped");
  }

  private static void prefork(Run run) {
    String[] workers = run.match("workers: \\[(\\d+, \\d+, \\d+)]").group(1).split(", ");
    List<MatchResult> answers = run.matches("HELLO (\\d+) from (\\d+)");
    run.that(
        answers.stream()
            .map(answer -> Integer.valueOf(answer.group(1)))
            .toList()
            .equals(IntStream.rangeClosed(1, 30).boxed().toList()),
        "each of thirty requests gets its answer");
    Set<String> pids = answers.stream().map(answer -> answer.group(2)).collect(toSet());
    // The first is killed, perhaps before it has answered; then another in its place does.
    run.that(
        pids.containsAll(List.of(workers[1], workers[2])) && pids.size() >= workers.length,
        "they are spread over all workers: " + pids);
    run.match("killed: " + workers[0]);
    run.shows("workers that died: 1");
    run.that(
        run.errors().getLast().contains("a worker has died and is replaced")
            && run.errors().getLast().contains("pid=" + workers[0] + ", ended by SIGKILL"),
        "the server says that a worker has died and is replaced");
    run.that(
        run.lines().stream().filter(line -> line.contains("asking again")).count() <= 1,
        "only who was connected to the killed worker has asked again");
  }

  private static void queue(Run run) {
    run.showsExactly("child took: how are you?", "main took: fine, thanks", "left in the queue: 0");
  }
}
