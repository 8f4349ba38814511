package dev.procession.manager;

/** A process that uses objects of a manager, for as long as it is connected. Same by identity. */
interface Client {
  /** Who it is, for messages and logs. */
  String describe();

  /** Whether it has ended, so that the calls that are taken back now are so for ever. */
  boolean hasEnded();
}
