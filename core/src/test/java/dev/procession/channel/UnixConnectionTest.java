package dev.procession.channel;

/** Connections over Unix-domain sockets. */
class UnixConnectionTest extends SocketContract {
  @Override
  Ends open() throws Exception {
    return Ends.overSocket(Listener.open());
  }
}
