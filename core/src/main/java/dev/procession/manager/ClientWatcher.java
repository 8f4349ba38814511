package dev.procession.manager;

/** A served object that remembers clients, and so has to hear when one is gone. */
interface ClientWatcher {
  /** A client has ended, orderly or by its death. Its calls that waited have been taken back. */
  void gone(Client client);
}
