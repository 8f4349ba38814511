package dev.procession.internal.proc;

import dev.procession.internal.shm.ProcessSlot;
import dev.procession.internal.shm.ProcessTable;
import java.nio.file.Path;
import java.util.List;

/**
 * What a child's command line tells it. Other users may read it, which is harmless: the socket is
 * in a folder they cannot enter, and the table belongs to this user.
 *
 * @param socket where to report
 * @param launch what to report as
 * @param table the parent's process table
 * @param slot the child's slot in it
 */
record ChildArguments(Path socket, long launch, Path table, int slot) {

  ChildArguments(Rendezvous.Ticket ticket, ProcessTable table, ProcessSlot slot) {
    this(ticket.socket(), ticket.launch(), table.address(), slot.index());
  }

  List<String> toList() {
    return List.of(
        socket.toString(), Long.toString(launch), table.toString(), Integer.toString(slot));
  }

  static ChildArguments parse(String[] arguments) {
    if (arguments.length != 4) {
      throw new IllegalArgumentException(
          "this class is started by Procession itself; use dev.procession.ChildProcess");
    }
    return new ChildArguments(
        Path.of(arguments[0]),
        Long.parseLong(arguments[1]),
        Path.of(arguments[2]),
        Integer.parseInt(arguments[3]));
  }
}
