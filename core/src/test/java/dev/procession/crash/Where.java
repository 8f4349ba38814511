package dev.procession.crash;

/** The steps of an item at which user code runs in the worker. */
enum Where {
  DECODE_ARGUMENT,
  RUN,
  ENCODE_RESULT
}
