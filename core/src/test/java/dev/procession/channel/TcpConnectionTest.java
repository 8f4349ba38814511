package dev.procession.channel;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Connections over TCP. */
class TcpConnectionTest extends SocketContract {
  @Override
  Ends open() throws Exception {
    return Ends.overSocket(
        Listener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }
}
