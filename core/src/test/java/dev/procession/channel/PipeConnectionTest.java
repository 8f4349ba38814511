package dev.procession.channel;

/** The ends of a pipe, both in this process. */
class PipeConnectionTest extends ConnectionContract {
  @Override
  Ends open() {
    Pipe pipe = Pipe.open();
    return new Ends(pipe.first(), pipe.second(), pipe, null);
  }
}
